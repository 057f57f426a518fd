import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type {
  AuthService,
  DiscoveryService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { Config } from '@backstage/config';
import {
  importSettingsFromConfig,
  planImport,
  type RegistryClient,
} from '@waybill/backstage-plugin-waybill-node';
import type { ModelImports, ModelSources } from './dependencies';

/**
 * Reads folders through the portal's URL readers (its integrations decide what may be read) and uploads from the
 * Waybill backend as the user who runs the task, so that nobody ships somebody else's upload.
 */
export function createModelSources(services: {
  readonly urlReader: UrlReaderService;
  readonly discovery: DiscoveryService;
  readonly auth: AuthService;
}): ModelSources {
  const { urlReader, discovery, auth } = services;
  return {
    readTree: async (url, directory, { signal }) => {
      const tree = await urlReader.readTree(url, { signal });
      await tree.dir({ targetDir: directory });
    },
    openUpload: async (id, { credentials, signal }) => {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: credentials,
        targetPluginId: 'waybill',
      });
      const baseUrl = await discovery.getBaseUrl('waybill');
      const response = await fetch(
        `${baseUrl}/uploads/${encodeURIComponent(id)}`,
        { headers: { authorization: `Bearer ${token}` }, signal },
      );
      if (!response.ok) throw await ResponseError.fromResponse(response);
      return Readable.fromWeb(response.body as ReadableStream);
    },
  };
}

/** Imports from the hubs and hosts of the configuration, its registries, and Git hosts that the portal may read. */
export function createModelImports(options: {
  readonly config: Config;
  readonly client: RegistryClient;
  readonly urlReader: UrlReaderService;
}): ModelImports {
  const { config, client, urlReader } = options;
  const settings = importSettingsFromConfig(config);
  return {
    plan: (source, selection) =>
      planImport(source, {
        ...selection,
        settings,
        client,
        gitReader: urlReader,
      }),
  };
}

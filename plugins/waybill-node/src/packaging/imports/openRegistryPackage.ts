import {
  formatReference,
  type Reference,
} from '@waybill/backstage-plugin-waybill-common';
import type { RegistryClient } from '../../registry';
import { contentsTree, readContents } from '../contents';
import type { ImportPlan } from './ImportPlan';
import { selectFiles, type FileSelection } from './selectFiles';

/** @public */
export interface OpenRegistryOptions extends FileSelection {
  readonly client: RegistryClient;
  readonly signal?: AbortSignal;
}

/**
 * Opens a package of a registry, to make another of its files.
 *
 * @throws PackagingError; RegistryError; ImportError `NOTHING_TO_IMPORT`
 * @public
 */
export async function openRegistryPackage(
  reference: Reference,
  options: OpenRegistryOptions,
): Promise<ImportPlan> {
  const { client, signal } = options;
  const name = formatReference(reference);
  const contents = await readContents(
    client,
    { host: reference.host, path: reference.path },
    reference.digest ?? reference.tag ?? '',
    { signal },
  );
  const whole = contentsTree(client, contents);
  const { chosen, ignored, warnings } = selectFiles(whole.files, options, name);
  const { annotations = {} } = contents.manifest;
  const license = annotations['org.opencontainers.image.licenses'];
  return {
    kind: 'registry',
    name,
    revision: contents.descriptor.digest,
    ...(license ? { license } : {}),
    files: chosen.map(({ path, sizeBytes, digest }) => ({
      path,
      sizeBytes,
      ...(digest ? { digest } : {}),
    })),
    totalBytes: chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    warnings,
    ignored,
    facts: { format: contents.format },
    tree: { name: whole.name, files: chosen },
  };
}

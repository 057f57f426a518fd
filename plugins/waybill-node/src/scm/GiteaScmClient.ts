import {
  getGiteaRequestOptions,
  type GiteaIntegrationConfig,
} from '@backstage/integration';
import { HostScmClient } from './client/HostScmClient';
import { GiteaAdapter } from './gitea/GiteaAdapter';
import { ScmHttp } from './http/ScmHttp';
import type { ScmClient } from './ScmClient';

/**
 * Speaks the REST API v1 of Gitea (1.20 and later) and Forgejo.
 *
 * @public
 */
export class GiteaScmClient {
  /**
   * @param config - the host's entry of `integrations.gitea`.
   * @public
   */
  static fromIntegration(
    config: GiteaIntegrationConfig,
    options: { readonly timeoutMs?: number } = {},
  ): ScmClient {
    const baseUrl = config.baseUrl ?? `https://${config.host}`;
    const { headers = {} } = getGiteaRequestOptions(config);
    const http = new ScmHttp({
      kind: 'Gitea',
      integration: 'integrations.gitea',
      credentialName: 'username and password (token)',
      host: new URL(baseUrl).host,
      apiBaseUrl: `${baseUrl}/api/v1`,
      timeoutMs: options.timeoutMs ?? 30_000,
      getHeaders: async () => headers,
    });
    return new HostScmClient(new GiteaAdapter(http));
  }
}

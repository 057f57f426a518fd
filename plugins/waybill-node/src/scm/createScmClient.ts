import type { ScmIntegrationRegistry } from '@backstage/integration';
import { GiteaScmClient } from './GiteaScmClient';
import type { ScmClient } from './ScmClient';
import { ScmError } from './ScmError';

/**
 * The client for a host, with the credentials that `integrations` hold for it. No other host is ever talked to.
 *
 * @param host - host with port, as `integrations` name it.
 * @throws ScmError `NOT_CONFIGURED`
 * @public
 */
export function createScmClient(
  integrations: ScmIntegrationRegistry,
  host: string,
): ScmClient {
  const gitea = integrations.gitea.byHost(host);
  if (gitea) return GiteaScmClient.fromIntegration(gitea.config);
  const other = integrations.byHost(host);
  throw new ScmError({
    code: 'NOT_CONFIGURED',
    message: other
      ? `Waybill cannot write to ${host} (${other.type}) yet: it writes to Gitea and Forgejo`
      : `No Git integration is configured for ${host}: add it to integrations.gitea`,
  });
}

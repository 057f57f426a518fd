import type { ScmIntegrationRegistry } from '@backstage/integration';
import {
  bareName,
  checkRepository,
  knownForm,
  readSegments,
  type ScmRepositoryLocation,
} from './repositoryUrl';

const MAX_GROUPS = 20;

/**
 * As {@link parseRepositoryUrl}, with what `integrations` say of the host: the sub-path that it lives under, and whether
 * it nests groups (GitLab: `https://gitlab.example.com/acme/ml/fleet` is `fleet` of `acme/ml`).
 *
 * @throws ScmError `INVALID_INPUT`
 * @public
 */
export function locateRepository(
  integrations: ScmIntegrationRegistry,
  url: string,
): ScmRepositoryLocation {
  const { host, segments } = readSegments(url);
  const known = knownForm(segments);
  if (known) return { host, ...known };
  const gitlab = integrations.gitlab.byHost(host)?.config.baseUrl;
  const gitea = integrations.gitea.byHost(host)?.config.baseUrl;
  const inside = segments.slice(basePathDepth(gitlab ?? gitea));
  // Behind `-` come pages of a project.
  const page = inside.indexOf('-');
  const path = page > 0 ? inside.slice(0, page) : inside;
  const groups = gitlab ? path.slice(0, -1) : path.slice(-2, -1);
  const repo = {
    owner: groups.join('/'),
    name: bareName(path.at(-1) ?? ''),
  };
  return {
    host,
    ...checkRepository(repo, { min: 1, max: gitlab ? MAX_GROUPS : 1 }),
  };
}

function basePathDepth(baseUrl: string | undefined): number {
  if (!baseUrl || !URL.canParse(baseUrl)) return 0;
  return new URL(baseUrl).pathname.split('/').filter(Boolean).length;
}

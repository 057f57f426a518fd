import {
  type ScmClient,
  ScmError,
  type ScmRepository,
} from '@waybill/backstage-plugin-waybill-node';

/** @throws ScmError `NOT_FOUND` */
export async function requireGitRepository(
  client: ScmClient,
  repo: {
    readonly host: string;
    readonly owner: string;
    readonly name: string;
  },
  options: { readonly signal?: AbortSignal },
): Promise<ScmRepository> {
  const found = await client.getRepository(repo, options);
  if (found && !found.isEmpty) return found;
  throw new ScmError({
    code: 'NOT_FOUND',
    message: found
      ? `The Git repository ${repo.owner}/${repo.name} on ${repo.host} is empty: it declares no model`
      : `There is no Git repository ${repo.owner}/${repo.name} on ${repo.host}, or the portal may not see it`,
  });
}

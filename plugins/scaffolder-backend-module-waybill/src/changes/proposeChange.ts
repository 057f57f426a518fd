import type { ScmClient } from '@waybill/backstage-plugin-waybill-node';
import { ShipError } from '../ShipError';

/** A file that is written; `before` is what it was when the change was planned, absent where it is new. */
export interface ChangedFile {
  readonly path: string;
  readonly before?: string;
  readonly content: string;
}

/** Which files are written where, and whether somebody looks at them first. */
export interface ChangeProposal {
  readonly repo: {
    readonly host: string;
    readonly owner: string;
    readonly name: string;
  };
  /** The branch that was read, and that is to have the change. */
  readonly base: string;
  /** The branch of the pull request; without it the change is committed to `base` itself. */
  readonly head?: string;
  readonly title: string;
  readonly body: string;
  readonly files: readonly ChangedFile[];
}

/** What became of it. */
export interface ProposedChange {
  readonly commit: string;
  readonly pullRequest?: { readonly number: number; readonly url: string };
}

/**
 * Commits the files and opens a pull request. Asked again, it finds both.
 *
 * @throws ShipError `REPOSITORY_CHANGED` where somebody changed one of the files since they were read
 * @throws ScmError
 */
export async function proposeChange(
  client: ScmClient,
  { repo, base, head, title, body, files }: ChangeProposal,
  options: { readonly signal?: AbortSignal },
): Promise<ProposedChange> {
  for (const { path, before } of files) {
    const now = await client.readFile(repo, { path, ref: base }, options);
    if (now?.content !== before) {
      throw new ShipError({
        code: 'REPOSITORY_CHANGED',
        message: `${path} in ${repo.owner}/${repo.name} was changed while this ran: run the task again`,
      });
    }
  }
  const { commit } = await client.commitFiles(
    repo,
    {
      branch: head ?? base,
      message: title,
      files: files.map(({ path, content }) => ({ path, content })),
    },
    options,
  );
  if (head === undefined) return { commit };
  const pullRequest = await client.openPullRequest(
    repo,
    { head, base, title, body },
    options,
  );
  return { commit, pullRequest };
}

/** A name that Git and all hosts take: `waybill/iris-1.1.0-staging`. */
export function branchName(...parts: readonly string[]): string {
  const name = parts
    .join('-')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[-.]+|[-.]+$|\.lock$/g, '')
    .slice(0, 80);
  return `waybill/${name}`;
}

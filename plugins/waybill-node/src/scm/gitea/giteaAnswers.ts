import { z } from 'zod';

/** The parts of Gitea's answers (API v1, Gitea 1.20 and later, Forgejo) that are used. All else is ignored. */

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** `Repository` */
export const giteaRepository = z.object({
  html_url: z.url(),
  clone_url: z.string(),
  // An empty string while the repository is empty, on some versions.
  default_branch: z.string(),
  empty: z.boolean(),
  archived: z.boolean().nullish(),
});

/** `ContentsResponse` of a file. A folder is an array and is refused. */
export const giteaFile = z.object({
  type: z.literal('file'),
  encoding: z.literal('base64'),
  content: z.string(),
  sha,
  last_commit_sha: z.string().nullish(),
});

/** `FilesResponse` */
export const giteaCommitted = z.object({
  commit: z.object({ sha: z.string().min(7) }),
});

/** `Branch` */
export const giteaBranch = z.object({
  commit: z.object({ id: z.string().min(7) }),
});

/** `Commit`, of a list */
export const giteaCommits = z.array(z.object({ sha }));

/** `GitTreeResponse` */
export const giteaTree = z.object({
  tree: z
    .array(
      z.object({
        path: z.string(),
        mode: z.string(),
        type: z.string(),
        size: z.number().nonnegative().nullish(),
        sha,
      }),
    )
    .nullable(),
  truncated: z.boolean(),
});

/** `GitBlobResponse` */
export const giteaBlob = z.object({
  encoding: z.literal('base64'),
  content: z.string(),
});

/** `PullRequest` */
export const giteaPullRequest = z.object({
  number: z.number().int(),
  html_url: z.url(),
  head: z.object({ ref: z.string() }),
  base: z.object({ ref: z.string() }),
});

/** `User` */
export const giteaUser = z.object({ login: z.string() });

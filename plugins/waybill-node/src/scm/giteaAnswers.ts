import { z } from 'zod';

/** The parts of Gitea's answers (API v1, Gitea 1.20 and later, Forgejo) that are used. All else is ignored. */

/** `Repository` */
export const giteaRepository = z.object({
  html_url: z.url(),
  clone_url: z.string(),
  // An empty string while the repository is empty, on some versions.
  default_branch: z.string(),
  empty: z.boolean(),
});

/** `ContentsResponse` of a file. A folder is an array and is refused. */
export const giteaFile = z.object({
  type: z.literal('file'),
  encoding: z.literal('base64'),
  content: z.string(),
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
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

/** `PullRequest` */
export const giteaPullRequest = z.object({
  number: z.number().int(),
  html_url: z.url(),
  head: z.object({ ref: z.string() }),
  base: z.object({ ref: z.string() }),
});

/** `User` */
export const giteaUser = z.object({ login: z.string() });

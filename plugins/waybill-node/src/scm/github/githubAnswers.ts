import { z } from 'zod';

/** The parts of GitHub's answers (REST, version 2022-11-28, and Enterprise Server 3.9 and later) that are used. */

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

export const githubRepository = z.object({
  html_url: z.url(),
  clone_url: z.string(),
  default_branch: z.string(),
  archived: z.boolean().optional(),
});

export const githubRef = z.object({
  object: z.object({ sha, type: z.string() }),
});

export const githubCommit = z.object({ sha, tree: z.object({ sha }) });

/** `repos.getCommit`, of which only the id is read. */
export const githubCommitId = z.object({ sha });

/** `content` is empty, and `encoding` is `none`, from 1 MB on. */
export const githubFile = z.object({
  type: z.literal('file'),
  encoding: z.enum(['base64', 'none']),
  content: z.string(),
  sha,
});

export const githubTree = z.object({
  sha,
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string(),
      type: z.string(),
      size: z.number().nonnegative().optional(),
      sha,
    }),
  ),
  truncated: z.boolean(),
});

/** A tree or a commit that was made. */
export const githubNewObject = z.object({ sha });

/** The commit that a file of the contents API made. */
export const githubFirstCommit = z.object({ commit: z.object({ sha }) });

export const githubBlob = z.object({
  encoding: z.literal('base64'),
  content: z.string(),
});

export const githubPullRequest = z.object({
  number: z.number().int(),
  html_url: z.url(),
});

export const githubUser = z.object({ login: z.string() });

/** What a refusal says: a message, and often more of it in a list. */
export const githubRefusal = z.object({
  message: z.string(),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({
          message: z.string().optional(),
          code: z.string().optional(),
        }),
      ]),
    )
    .optional(),
});

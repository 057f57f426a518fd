import { z } from 'zod';

/** The parts of GitLab's answers (API v4, GitLab 15 and later) that are used. */

const sha = z.string().regex(/^[0-9a-f]{40,64}$/);

/** `default_branch` is `null` as long as the project is empty. */
export const gitlabProject = z.object({
  web_url: z.url(),
  http_url_to_repo: z.string(),
  default_branch: z.string().nullish(),
  empty_repo: z.boolean().nullish(),
  archived: z.boolean().nullish(),
});

export const gitlabNamespace = z.object({ id: z.number().int() });

export const gitlabBranch = z.object({ commit: z.object({ id: sha }) });

export const gitlabCommit = z.object({ id: sha });

export const gitlabFile = z.object({
  encoding: z.literal('base64'),
  content: z.string(),
  last_commit_id: z.string().nullish(),
});

/** GitLab tells no sizes here. */
export const gitlabTree = z.array(
  z.object({
    id: sha,
    type: z.string(),
    path: z.string(),
    mode: z.string(),
  }),
);

export const gitlabBlob = z.object({
  encoding: z.literal('base64'),
  content: z.string(),
});

export const gitlabMergeRequest = z.object({
  iid: z.number().int(),
  web_url: z.url(),
});

/** `message` is a text, a list, or a list for each field; `error` is what the gateway says. */
export const gitlabRefusal = z.object({
  message: z
    .union([
      z.string(),
      z.array(z.string()),
      z.record(z.string(), z.union([z.string(), z.array(z.unknown())])),
    ])
    .optional(),
  error: z.string().optional(),
});

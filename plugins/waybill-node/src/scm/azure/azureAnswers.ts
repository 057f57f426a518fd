import { z } from 'zod';

/** The parts of Azure DevOps' answers (Git, api-version 7.0) that are used. */

const objectId = z.string().regex(/^[0-9a-f]{40}$/);

/** `defaultBranch` is absent as long as the repository is empty. */
export const azureRepository = z.object({
  webUrl: z.url(),
  remoteUrl: z.string(),
  defaultBranch: z.string().nullish(),
  isDisabled: z.boolean().nullish(),
});

export const azureRefs = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      objectId,
      peeledObjectId: objectId.nullish(),
    }),
  ),
});

export const azureCommit = z.object({ commitId: objectId });

export const azureItem = z.object({
  objectId,
  gitObjectType: z.string(),
  commitId: objectId.nullish(),
});

/** Azure DevOps tells no sizes here. */
export const azureItems = z.object({
  value: z.array(
    z.object({
      objectId,
      gitObjectType: z.string(),
      path: z.string(),
      isSymLink: z.boolean().nullish(),
    }),
  ),
});

export const azurePush = z.object({
  commits: z.array(azureCommit).min(1),
});

export const azurePullRequest = z.object({
  pullRequestId: z.number().int(),
});

export const azurePullRequests = z.object({
  value: z.array(azurePullRequest),
});

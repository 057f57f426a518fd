import { z } from 'zod';

/** The parts of Bitbucket Data Center's answers (REST 1.0, 7.5 and later) that are used. */

const id = z.string().regex(/^[0-9a-f]{40}$/);
const link = z.object({ href: z.string() });

export const serverRepository = z.object({
  archived: z.boolean().nullish(),
  links: z.object({
    self: z.array(link).min(1),
    clone: z.array(link.extend({ name: z.string() })).nullish(),
  }),
});

export const serverBranch = z.object({ displayId: z.string() });

export const serverBranches = z.object({ values: z.array(serverBranch) });

export const serverCommits = z.object({ values: z.array(z.object({ id })) });

/** Paths only: Bitbucket tells neither sizes nor blobs. */
export const serverFiles = z.object({
  values: z.array(z.string()),
  isLastPage: z.boolean(),
  nextPageStart: z.number().int().nullish(),
});

const ref = z.object({ id: z.string() });

export const serverPullRequest = z.object({
  id: z.number().int(),
  fromRef: ref,
  toRef: ref,
  links: z.object({ self: z.array(link).min(1) }),
});

export const serverPullRequests = z.object({
  values: z.array(serverPullRequest),
});

export const serverRefusal = z.object({
  errors: z
    .array(
      z.object({
        message: z.string().nullish(),
        exceptionName: z.string().nullish(),
      }),
    )
    .min(1),
});

import { z } from 'zod';

/** The parts of Bitbucket Cloud's answers (API 2.0) that are used. */

const hash = z.string().regex(/^[0-9a-f]{40}$/);
const link = z.object({ href: z.string() });

/** `mainbranch` is `null` as long as the repository is empty. */
export const bitbucketRepository = z.object({
  links: z.object({
    html: link,
    clone: z.array(link.extend({ name: z.string() })),
  }),
  mainbranch: z.object({ name: z.string() }).nullish(),
});

/** A branch, a tag, or a page of either. */
export const bitbucketRef = z.object({ target: z.object({ hash }) });

export const bitbucketCommit = z.object({ hash });

/** `format=meta` of a path. */
export const bitbucketMeta = z.object({
  type: z.literal('commit_file'),
  size: z.number().nonnegative(),
});

export const bitbucketTree = z.object({
  values: z.array(
    z.object({
      type: z.string(),
      path: z.string(),
      size: z.number().nonnegative().nullish(),
      attributes: z.array(z.string()).nullish(),
    }),
  ),
  next: z.string().nullish(),
});

export const bitbucketPullRequest = z.object({
  id: z.number().int(),
  links: z.object({ html: link }),
});

export const bitbucketPullRequests = z.object({
  values: z.array(bitbucketPullRequest),
});

export const bitbucketRefusal = z.object({
  error: z.object({ message: z.string(), detail: z.unknown().optional() }),
});

import {
  decideVerdict,
  formatRepository,
  type SignatureProblem,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import type { GatherOptions } from './gatherSignatureMaterial';
import { SignatureSearch } from './SignatureSearch';

/** @public */
export interface VerifyOptions extends GatherOptions {
  readonly now: Date;
  /** The caller has just resolved the digest in this repository: one request less. */
  readonly isResolved?: boolean;
}

/**
 * Our own verification of a digest: gathers its signatures and decides by the policies. A registry that cannot be asked
 * gives `unknown` with the cause; only an abort is thrown.
 *
 * @public
 */
export async function verifyDigest(options: VerifyOptions): Promise<Verdict> {
  const { repository, digest, policies, demands, now, signal } = options;
  const base = {
    digest,
    repository: formatRepository(repository),
    policies,
    demands,
    now,
  };
  signal?.throwIfAborted();
  const search = new SignatureSearch(options);
  const [existence, found] = await Promise.allSettled([
    isThere(options),
    search.run(),
  ]);
  signal?.throwIfAborted();
  if (existence.status === 'fulfilled' && !existence.value) {
    return decideVerdict({
      ...base,
      material: [],
      problem: {
        reason: 'DigestNotFound',
        message: `The registry has no manifest ${digest} in '${base.repository}'.`,
      },
    });
  }
  const failed = [existence, found].find(({ status }) => status === 'rejected');
  const verdict = decideVerdict({
    ...base,
    material: search.material,
    problem:
      failed?.status === 'rejected'
        ? describeFailure(digest, failed.reason)
        : search.problem,
  });
  return {
    ...verdict,
    message: [verdict.message, ...search.remarks].join(' '),
  };
}

async function isThere({
  client,
  repository,
  digest,
  isResolved,
  signal,
}: VerifyOptions): Promise<boolean> {
  return (
    isResolved === true ||
    (await client.resolve(repository, digest, { signal })) !== undefined
  );
}

function describeFailure(digest: string, error: unknown): SignatureProblem {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    reason: 'RegistryUnavailable',
    message: `The signatures of ${digest} could not be read: ${reason}`,
  };
}

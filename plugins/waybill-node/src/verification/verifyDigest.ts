import {
  decideVerdict,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import {
  gatherSignatureMaterial,
  type GatherOptions,
} from './gatherSignatureMaterial';

/**
 * Our own verification of a digest: gathers its signatures and decides by the policies. A registry that cannot be asked
 * gives `unknown` with the cause; only an abort is thrown.
 *
 * @public
 */
export async function verifyDigest(
  options: GatherOptions & { readonly now: Date },
): Promise<Verdict> {
  const { repository, digest, policies, now } = options;
  const base = {
    digest,
    repository: `${repository.host}/${repository.path}`,
    policies,
    now,
  };
  try {
    const exists = await options.client.resolve(repository, digest, {
      signal: options.signal,
    });
    if (!exists) {
      return decideVerdict({
        ...base,
        material: [],
        problem: {
          reason: 'DigestNotFound',
          message: `The registry has no manifest ${digest} in '${base.repository}'.`,
        },
      });
    }
    return decideVerdict({
      ...base,
      ...(await gatherSignatureMaterial(options)),
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return decideVerdict({
      ...base,
      material: [],
      problem: {
        reason: 'RegistryUnavailable',
        message: `The signatures of ${digest} could not be read: ${reason}`,
      },
    });
  }
}

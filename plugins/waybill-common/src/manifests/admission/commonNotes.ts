import type { TrustPolicy } from '../../verification';
import type { AdmissionNote, AdmissionPolicyOptions } from './admissionPolicy';
import { isWidened, reachesDockerHub } from './patterns';

/** @internal */
export const PUBLIC_TRUST_ROOT = 'public-good';

/**
 * What holds for engines whose star crosses segments of a path.
 *
 * @internal
 */
export function notesOnGlobs(policy: TrustPolicy): AdmissionNote[] {
  const widened = policy.repositories.filter(isWidened);
  const notes: AdmissionNote[] = [];
  if (widened.length > 0) {
    notes.push({
      effect: 'stricter',
      message: `A star crosses '/' here: ${quote(
        widened,
      )} also looks at repositories deeper in the path.`,
    });
  }
  if (policy.repositories.some(reachesDockerHub)) {
    notes.push({
      effect: 'weaker',
      message:
        "Images of Docker Hub that are written without their host ('library/nginx') are not looked at: write the host in every reference.",
    });
  }
  return notes;
}

/** Repositories that no policy names are signed by nobody in Waybill's eyes, and nobody's business to an engine. @internal */
export const NOTE_OTHER_REPOSITORIES: AdmissionNote = {
  effect: 'weaker',
  message:
    'Images of repositories that the trust policy does not name, and models from other storage (s3, gs, hf, pvc …), are not looked at: an engine admits them.',
};

/** @internal */
export function noteOnTimestamp(
  policy: TrustPolicy,
  engine: string,
): AdmissionNote[] {
  return policy.timestamp === 'required'
    ? [
        {
          effect: 'weaker',
          message: `${engine} cannot ask for a timestamp of an RFC 3161 authority beside the signature: it admits signatures without one.`,
        },
      ]
    : [];
}

/** Name of the trust root where it is a private one. @internal */
export function privateTrustRoot(policy: TrustPolicy): string | undefined {
  return policy.trustRoot === PUBLIC_TRUST_ROOT ? undefined : policy.trustRoot;
}

/** @internal */
export function trustedRootOf(
  policy: TrustPolicy,
  options: AdmissionPolicyOptions,
): string | undefined {
  const name = privateTrustRoot(policy);
  if (name === undefined || !options.trustedRoots) return undefined;
  return Object.hasOwn(options.trustedRoots, name)
    ? options.trustedRoots[name]
    : undefined;
}

/** @internal */
export function quote(texts: readonly string[]): string {
  return texts.map(text => `'${text}'`).join(', ');
}

import { isTrueAt, listAt, textAt, valueAt } from '../../model/untrustedJson';
import type { CandidateSignatures } from '../admissionInput';
import type { AdmittedObject } from '../candidateObjects';
import { allOf, anyOf, NO, unknown, YES, type Answer } from '../match/answer';
import { isOpenPattern, matchesControllerGlob } from '../match/imageMatch';
import { matchesSelector } from '../match/selectors';
import {
  BUNDLES_ONLY,
  hasSigned,
  LEGACY_ONLY,
  ofPredicateType,
  type AdmissionSigner,
} from '../match/signerMatch';
import {
  concludeObjects,
  judgeImages,
  type ObjectAnswer,
  type PolicyContext,
  type PolicyReading,
} from '../policyReading';
import { readIdentity } from './kyvernoImagePolicy';

const INCLUDED = {
  matchLabels: { 'policy.sigstore.dev/include': 'true' },
};
const OTHER_IMAGES = "it also looks at the serving runtime's images";

/**
 * What a `ClusterImagePolicy` of sigstore's policy-controller says of the candidate.
 *
 * @internal
 */
export function readClusterImagePolicy(context: PolicyContext): PolicyReading {
  const { policy, candidate } = context;
  const isIncluded = candidate.namespace.labels
    ? matchesSelector(INCLUDED, candidate.namespace.labels)
    : unknown(
        `the labels of the namespace '${candidate.namespace.name}' are not known`,
      );
  const answers = context.objects
    // It reads pods and what makes them, and nothing of KServe's.
    .filter(({ resource, group }) => resource === 'pods' || group === 'apps')
    .map((object): ObjectAnswer => {
      const { looksAt, accepts } = judgeObject(context, object);
      return {
        object,
        looksAt: allOf([isIncluded, matchesKinds(policy, object), looksAt]),
        accepts,
      };
    });
  return concludeObjects(
    context,
    'policy-controller',
    textAt(policy, 'spec', 'mode') === 'warn' ? 'warn' : 'deny',
    answers,
  );
}

function matchesKinds(policy: unknown, object: AdmittedObject): Answer {
  const rules = listAt(policy, 'spec', 'match');
  if (rules.length === 0) return YES;
  return anyOf(
    rules.map(rule => {
      const isOfKind =
        (textAt(rule, 'resource') ?? '') === object.resource &&
        (textAt(rule, 'group') ?? '') === object.group;
      return isOfKind
        ? matchesSelector(
            valueAt(rule, 'selector'),
            object.isApplied ? object.labels : undefined,
          )
        : NO;
    }),
  );
}

function judgeObject(context: PolicyContext, object: AdmittedObject) {
  const { policy } = context;
  const globs = listAt(policy, 'spec', 'images').map(
    image => textAt(image, 'glob') ?? '',
  );
  const judged = judgeImages(
    object.images.filter(({ place }) => place === 'containers'),
    reference =>
      anyOf(globs.map(glob => matchesControllerGlob(glob, reference))),
    () => judgeAuthorities(context),
  );
  return object.hasOtherImages && globs.some(isOpenPattern)
    ? {
        looksAt:
          judged.looksAt.is === 'no' ? unknown(OTHER_IMAGES) : judged.looksAt,
        accepts: allOf([judged.accepts, unknown(OTHER_IMAGES)]),
      }
    : judged;
}

function judgeAuthorities({ policy, signatures }: PolicyContext): Answer {
  const accepted = anyOf(
    listAt(policy, 'spec', 'authorities').map(authority =>
      judgeAuthority(authority, signatures),
    ),
  );
  return accepted.is !== 'no' && valueAt(policy, 'spec', 'policy') !== undefined
    ? unknown('it has a policy of its own in CUE or Rego')
    : accepted;
}

/** An authority that names attestations asks for them instead of a signature. */
function judgeAuthority(
  authority: unknown,
  signatures: CandidateSignatures,
): Answer {
  const action = textAt(authority, 'static', 'action');
  if (action === 'pass') return YES;
  if (action === 'fail') return NO;
  const isBundle = textAt(authority, 'signatureFormat') === 'bundle';
  if (isBundle && valueAt(authority, 'key') !== undefined) {
    // It refuses bundles of keys before it looks at any.
    return NO;
  }
  const signer = readAuthority(authority);
  const attestations = listAt(authority, 'attestations');
  if (attestations.length === 0) {
    return hasSigned(signer, signatures, isBundle ? BUNDLES_ONLY : LEGACY_ONLY);
  }
  return allOf(
    attestations.map(attestation => {
      const type = textAt(attestation, 'predicateType') ?? '';
      if (!type.includes('://')) {
        return unknown(`it asks for attestations by the short name '${type}'`);
      }
      const found = hasSigned(
        signer,
        signatures,
        ofPredicateType(type, isBundle ? 'bundle' : 'legacy'),
      );
      return found.is !== 'no' && valueAt(attestation, 'policy') !== undefined
        ? unknown('it looks into attestations with a policy of its own')
        : found;
    }),
  );
}

function readAuthority(authority: unknown): AdmissionSigner {
  const name = textAt(authority, 'name') ?? '';
  const hasSource = listAt(authority, 'source').length > 0;
  const roots = [
    ['keyless', 'trustRootRef'],
    ['ctlog', 'trustRootRef'],
    ['rfc3161timestamp', 'trustRootRef'],
  ].some(path => valueAt(authority, ...path) !== undefined);
  if (hasSource || roots) {
    return {
      notUnderstood: `its authority '${name}' has a ${
        hasSource ? 'source' : 'trust root'
      } of its own`,
    };
  }
  const isLogged = valueAt(authority, 'ctlog') !== undefined;
  const publicKeyPem = valueAt(authority, 'key', 'data');
  if (typeof publicKeyPem === 'string' && publicKeyPem.length < 10_000) {
    return { publicKeyPem, isLogged };
  }
  const identities = listAt(authority, 'keyless', 'identities');
  const isPublic =
    textAt(authority, 'keyless', 'url') === 'https://fulcio.sigstore.dev' &&
    valueAt(authority, 'keyless', 'ca-cert') === undefined &&
    !isTrueAt(authority, 'keyless', 'insecureIgnoreSCT');
  return identities.length === 1 && isPublic
    ? { identity: readIdentity(identities[0]), isLogged }
    : {
        notUnderstood: `its authority '${name}' goes neither by a key in it nor by one identity`,
      };
}

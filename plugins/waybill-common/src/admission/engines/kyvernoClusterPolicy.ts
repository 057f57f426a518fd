import {
  isTrueAt,
  listAt,
  numberAt,
  textAt,
  textsAt,
  valueAt,
} from '../../model/untrustedJson';
import { TO_IMAGE } from '../../manifests/admission/kyverno/modelExpressions';
import type { AdmissionEnforcement } from '../admissionForecast';
import type { AdmittedImage, AdmittedObject } from '../candidateObjects';
import {
  allOf,
  anyOf,
  atLeast,
  NO,
  unknown,
  YES,
  type Answer,
} from '../match/answer';
import { isOpenPattern, matchesKyvernoGlob } from '../match/imageMatch';
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
  reading,
  type ObjectAnswer,
  type PolicyContext,
  type PolicyReading,
} from '../policyReading';
import { readIdentity } from './kyvernoImagePolicy';

const OTHER_IMAGES = "it also looks at the serving runtime's images";
const KNOWN_PATHS: Readonly<Record<string, RegExp>> = {
  InferenceService:
    /^\/spec\/(predictor|transformer|explainer|canary\/\*\/predictor)\/(\w+\/storageUri|storageUris\/\*\/uri)\/?$/,
  LLMInferenceService: /^\/spec\/model\/uri\/?$/,
  Pod: /^\/spec\/volumes\/\*\/image\/reference\/?$/,
};
const PEOPLES_TRIM = /^trim_prefix\(@, ?'oci:\/\/'\)$/;
const KNOWN_CONDITIONS = new Set([
  "{{ request.object.metadata.deletionTimestamp || '' }}",
]);

/**
 * What a Kyverno `ClusterPolicy` or `Policy` says of the candidate: its rules that verify images are evaluated, the others
 * are named where they could refuse the object.
 *
 * @internal
 */
export function readKyvernoClusterPolicy(
  context: PolicyContext,
): PolicyReading {
  const { policy, candidate } = context;
  const rules = listAt(policy, 'spec', 'rules');
  const enforcement = readEnforcement(policy, rules);
  const namespace = textAt(policy, 'metadata', 'namespace');
  if (namespace !== undefined && namespace !== candidate.namespace.name) {
    return reading(context, 'kyverno', enforcement, {
      outcome: 'does-not-match',
      message: `It is of the namespace '${namespace}'.`,
    });
  }
  const answers = context.objects.flatMap(object =>
    rules.map(rule => judgeRule(context, rule, object)),
  );
  return concludeObjects(context, 'kyverno', enforcement, answers);
}

/** As the strictest of its rules. */
function readEnforcement(
  policy: unknown,
  rules: readonly unknown[],
): AdmissionEnforcement {
  if (listAt(policy, 'spec', 'validationFailureActionOverrides').length > 0) {
    return 'unknown';
  }
  const ofPolicy = textAt(policy, 'spec', 'validationFailureAction') ?? 'Audit';
  const actions = rules.flatMap(rule => [
    ...listAt(rule, 'verifyImages').map(
      entry => textAt(entry, 'failureAction') ?? ofPolicy,
    ),
    ...(valueAt(rule, 'validate') === undefined
      ? []
      : [textAt(rule, 'validate', 'failureAction') ?? ofPolicy]),
  ]);
  return actions.some(action => action.toLowerCase() === 'enforce')
    ? 'deny'
    : 'audit';
}

function judgeRule(
  context: PolicyContext,
  rule: unknown,
  object: AdmittedObject,
): ObjectAnswer {
  const matched = matchesRule(rule, object, context);
  if (matched.is === 'no') return { object, looksAt: NO, accepts: NO };
  const verifications = listAt(rule, 'verifyImages');
  if (verifications.length === 0) {
    const canRefuse = valueAt(rule, 'validate') !== undefined;
    return {
      object,
      looksAt: canRefuse ? matched : NO,
      accepts: unknown(
        `its rule '${
          textAt(rule, 'name') ?? ''
        }' looks at something other than signatures`,
      ),
    };
  }
  const images = readImages(rule, object);
  if (images === undefined) {
    const why = unknown('it finds images in a way of its own');
    return { object, looksAt: allOf([matched, why]), accepts: why };
  }
  const judged = verifications.map(verification =>
    judgeVerification(context, verification, object, images),
  );
  return {
    object,
    looksAt: allOf([
      matched,
      readConditions(rule),
      anyOf(judged.map(({ looksAt }) => looksAt)),
    ]),
    accepts: allOf(
      judged
        .filter(({ looksAt }) => looksAt.is !== 'no')
        .map(({ accepts }) => accepts),
    ),
  };
}

function matchesRule(
  rule: unknown,
  object: AdmittedObject,
  { candidate }: PolicyContext,
): Answer {
  const clauses = [
    ...listAt(rule, 'match', 'any'),
    ...listAt(rule, 'match', 'all'),
  ];
  const hasAll = listAt(rule, 'match', 'all').length > 0;
  const old = valueAt(rule, 'match', 'resources');
  const answers = [...clauses, ...(old ? [valueAt(rule, 'match')] : [])].map(
    clause => matchesResources(clause, object, candidate.namespace.name),
  );
  const matched = hasAll ? allOf(answers) : anyOf(answers);
  if (matched.is === 'no') return NO;
  const hasExclusion = valueAt(rule, 'exclude') !== undefined;
  const hasMore =
    valueAt(rule, 'context') !== undefined ||
    valueAt(rule, 'celPreconditions') !== undefined;
  return allOf([
    matched,
    hasExclusion || hasMore
      ? unknown(
          `its rule '${textAt(rule, 'name') ?? ''}' has ${
            hasExclusion ? 'exclusions' : 'a context'
          }`,
        )
      : YES,
  ]);
}

function matchesResources(
  clause: unknown,
  object: AdmittedObject,
  namespace: string,
): Answer {
  const resources = valueAt(clause, 'resources');
  const kinds = textsAt(resources, 'kinds').map(kind => kind.split('/').pop());
  if (!kinds.includes(object.kind) && !kinds.includes('*')) return NO;
  const known = new Set(['kinds', 'namespaces', 'operations']);
  const odd = Object.keys(
    typeof resources === 'object' && resources !== null ? resources : {},
  ).find(field => !known.has(field));
  const isBySubject = ['subjects', 'roles', 'clusterRoles'].some(
    field => valueAt(clause, field) !== undefined,
  );
  const namespaces = textsAt(resources, 'namespaces');
  const operations = listAt(resources, 'operations');
  if (operations.length > 0 && !operations.includes('CREATE')) return NO;
  return allOf([
    namespaces.length === 0
      ? YES
      : anyOf(namespaces.map(glob => matchesKyvernoGlob(glob, namespace))),
    odd || isBySubject ? unknown(`it matches by '${odd ?? 'the user'}'`) : YES,
  ]);
}

function readConditions(rule: unknown): Answer {
  const conditions = valueAt(rule, 'preconditions');
  if (conditions === undefined) return YES;
  const isOurs =
    listAt(conditions, 'any').length === 0 &&
    listAt(conditions, 'all').every(condition => {
      const key = textAt(condition, 'key') ?? '';
      return (
        textAt(condition, 'operator') === 'Equals' && KNOWN_CONDITIONS.has(key)
      );
    });
  return isOurs ? YES : unknown('it has preconditions of its own');
}

/** @returns `undefined` where the extractor is of an unknown shape */
function readImages(
  rule: unknown,
  object: AdmittedObject,
): readonly AdmittedImage[] | undefined {
  const extractors = valueAt(rule, 'imageExtractors');
  if (extractors === undefined) {
    return object.resource === 'pods' || object.group === 'apps'
      ? object.images.filter(({ place }) => place === 'containers')
      : [];
  }
  const own = listAt(extractors, object.kind);
  const isKnown = own.every(
    extractor =>
      Object.hasOwn(KNOWN_PATHS, object.kind) &&
      KNOWN_PATHS[object.kind].test(textAt(extractor, 'path') ?? '') &&
      valueAt(extractor, 'key') === undefined &&
      valueAt(extractor, 'value') === undefined &&
      isKnownTrim(extractor, object.kind),
  );
  if (own.length === 0) return [];
  if (!isKnown) return undefined;
  const place = object.kind === 'Pod' ? 'volumes' : 'model';
  const found = own.flatMap(extractor =>
    textsAlong(
      object.json,
      (textAt(extractor, 'path') ?? '').split('/').filter(Boolean),
    ),
  );
  return object.images.filter(
    image =>
      image.place === place &&
      // A pod that does not exist yet has no paths to walk.
      (!object.isApplied || found.some(text => text.endsWith(image.reference))),
  );
}

function isKnownTrim(extractor: unknown, kind: string): boolean {
  const trim = textAt(extractor, 'jmesPath');
  return trim === undefined
    ? kind === 'Pod'
    : trim === TO_IMAGE || PEOPLES_TRIM.test(trim);
}

function textsAlong(json: unknown, path: readonly string[]): string[] {
  const [first, ...rest] = path;
  if (first === undefined) return typeof json === 'string' ? [json] : [];
  if (first !== '*') return textsAlong(valueAt(json, first), rest);
  return Array.isArray(json)
    ? json.slice(0, 100).flatMap(entry => textsAlong(entry, rest))
    : [];
}

function judgeVerification(
  { signatures }: PolicyContext,
  verification: unknown,
  object: AdmittedObject,
  images: readonly AdmittedImage[],
) {
  const globs = textsAt(verification, 'imageReferences');
  const skipped = textsAt(verification, 'skipImageReferences');
  const judged = judgeImages(
    images,
    reference => {
      const isSkipped = anyOf(
        skipped.map(glob => matchesKyvernoGlob(glob, reference)),
      );
      if (isSkipped.is !== 'no') return isSkipped.is === 'yes' ? NO : isSkipped;
      return anyOf(globs.map(glob => matchesKyvernoGlob(glob, reference)));
    },
    () => judgeAttestors(verification, signatures),
  );
  const isOpen = object.hasOtherImages && globs.some(isOpenPattern);
  return isOpen
    ? {
        looksAt:
          judged.looksAt.is === 'no' ? unknown(OTHER_IMAGES) : judged.looksAt,
        accepts: allOf([judged.accepts, unknown(OTHER_IMAGES)]),
      }
    : judged;
}

function judgeAttestors(
  verification: unknown,
  signatures: PolicyContext['signatures'],
): Answer {
  const type = textAt(verification, 'type') ?? 'Cosign';
  if (type !== 'Cosign' && type !== 'SigstoreBundle') {
    return unknown(`it verifies by ${type}`);
  }
  const odd = ['repository', 'additionalExtensions', 'annotations'].find(
    field => valueAt(verification, field) !== undefined,
  );
  if (odd) return unknown(`it verifies with '${odd}'`);
  const isBundle = type === 'SigstoreBundle';
  const ofSets = (
    sets: readonly unknown[],
    view: Parameters<typeof hasSigned>[2],
  ) =>
    allOf(
      sets.map(set => {
        const signers = listAt(set, 'entries').flatMap(readEntry);
        return atLeast(
          numberAt(set, 'count') ?? signers.length,
          signers.map(signer => hasSigned(signer, signatures, view)),
        );
      }),
    );
  const sets = listAt(verification, 'attestors');
  const attestations = listAt(verification, 'attestations');
  return allOf([
    ofSets(sets, isBundle ? BUNDLES_ONLY : LEGACY_ONLY),
    ...attestations.map(attestation => {
      const own = listAt(attestation, 'attestors');
      const predicateType =
        textAt(attestation, 'type') ?? textAt(attestation, 'predicateType');
      if (own.length === 0 || predicateType === undefined) {
        return unknown('it asks for attestations in a way of its own');
      }
      const found = ofSets(
        own,
        ofPredicateType(predicateType, isBundle ? 'bundle' : 'legacy'),
      );
      return found.is !== 'no' && listAt(attestation, 'conditions').length > 0
        ? unknown('it looks into attestations with conditions of its own')
        : found;
    }),
  ]);
}

function readEntry(entry: unknown): AdmissionSigner[] {
  const part = valueAt(entry, 'keys') ?? valueAt(entry, 'keyless');
  const isLogged = !isTrueAt(part, 'rekor', 'ignoreTlog');
  const odd = ['annotations', 'repository', 'attestor', 'certificates'].find(
    field => valueAt(entry, field) !== undefined,
  );
  const pems = valueAt(entry, 'keys', 'publicKeys');
  const keys =
    typeof pems === 'string' && pems.length < 100_000
      ? pems.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g)
      : null;
  if (odd === undefined && keys?.length === 1) {
    return [{ publicKeyPem: keys[0], isLogged }];
  }
  const keyless = valueAt(entry, 'keyless');
  const hasRoots = ['roots', 'ctlog', 'additionalExtensions'].some(
    field => valueAt(keyless, field) !== undefined,
  );
  const isGlob = (textAt(keyless, 'subject') ?? '').includes('*');
  if (odd === undefined && keyless !== undefined && !hasRoots && !isGlob) {
    return [{ identity: readIdentity(keyless), isLogged }];
  }
  return [
    {
      notUnderstood: `one of its attestors has ${
        odd ?? (keys ? 'several keys in one text' : 'no key or identity in it')
      }`,
    },
  ];
}

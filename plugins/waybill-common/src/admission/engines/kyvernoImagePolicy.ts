import { isTrueAt, listAt, textAt, valueAt } from '../../model/untrustedJson';
import type { AdmissionEnforcement } from '../admissionForecast';
import type { AdmittedImage, AdmittedObject } from '../candidateObjects';
import {
  allOf,
  answer,
  anyOf,
  atLeast,
  NO,
  unknown,
  YES,
  type Answer,
} from '../match/answer';
import { isOpenPattern, matchesKyvernoGlob } from '../match/imageMatch';
import { matchesConstraints } from '../match/selectors';
import {
  BUNDLES_FIRST,
  hasSigned,
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
import {
  isHarmlessCondition,
  readExtractor,
  readValidation,
  type KyvernoValidation,
} from './kyvernoExpressions';

const OTHER_IMAGES = "it also looks at the serving runtime's images";

/** What Kyverno reads of a pod by itself. */
const OF_PODS = ['containers', 'initContainers', 'ephemeralContainers'];

/**
 * What an `ImageValidatingPolicy` (or the namespaced one) says of the candidate.
 *
 * @internal
 */
export function readKyvernoImagePolicy(context: PolicyContext): PolicyReading {
  const { policy, candidate } = context;
  const enforcement = readEnforcement(policy);
  const aside = readAside(context);
  if (aside) {
    return reading(context, 'kyverno', enforcement, {
      outcome: 'does-not-match',
      message: aside,
    });
  }
  const isReady = valueAt(policy, 'status', 'conditionStatus', 'ready');
  const answers = context.objects.map((object): ObjectAnswer => {
    const constraints = matchesConstraints(
      valueAt(policy, 'spec', 'matchConstraints'),
      object,
      candidate.namespace,
    );
    if (constraints.is === 'no') {
      return { object, looksAt: NO, accepts: NO };
    }
    const { looksAt, accepts } = judgeObject(context, object);
    return {
      object,
      looksAt: allOf([
        constraints,
        readConditions(policy),
        isReady === false ? unknown('Kyverno says that it is not ready') : YES,
        looksAt,
      ]),
      accepts,
    };
  });
  return concludeObjects(context, 'kyverno', enforcement, answers);
}

function readEnforcement(policy: unknown): AdmissionEnforcement {
  const actions = listAt(policy, 'spec', 'validationActions');
  if (actions.length === 0 || actions.includes('Deny')) return 'deny';
  if (actions.includes('Warn')) return 'warn';
  return actions.includes('Audit') ? 'audit' : 'unknown';
}

/** Why it looks at no admission here at all. */
function readAside({ policy, candidate }: PolicyContext): string | undefined {
  const namespace = textAt(policy, 'metadata', 'namespace');
  if (namespace !== undefined && namespace !== candidate.namespace.name) {
    return `It is of the namespace '${namespace}'.`;
  }
  if (textAt(policy, 'spec', 'evaluation', 'mode') === 'JSON') {
    return 'It looks at JSON that is no Kubernetes object.';
  }
  return valueAt(policy, 'spec', 'evaluation', 'admission', 'enabled') === false
    ? 'It looks at what runs already, and at no admission.'
    : undefined;
}

function readConditions(policy: unknown): Answer {
  const conditions = listAt(policy, 'spec', 'matchConditions');
  const odd = conditions.find(
    condition => !isHarmlessCondition(valueAt(condition, 'expression')),
  );
  return odd === undefined
    ? YES
    : unknown(
        `its condition '${
          textAt(odd, 'name') ?? ''
        }' is an expression of its own`,
      );
}

interface NamedImages {
  readonly name: string;
  /** Absent where the expression is not understood. */
  readonly images?: readonly AdmittedImage[];
}

function judgeObject(
  context: PolicyContext,
  object: AdmittedObject,
): { readonly looksAt: Answer; readonly accepts: Answer } {
  const { policy } = context;
  const named = listImages(policy, object);
  if (named.some(({ images }) => images === undefined)) {
    const why = unknown('it finds images by an expression of its own');
    return { looksAt: why, accepts: why };
  }
  const references = listAt(policy, 'spec', 'matchImageReferences');
  const validations = listAt(policy, 'spec', 'validations').map(validation =>
    readValidation(valueAt(validation, 'expression')),
  );
  const judged = judgeImages(
    named.flatMap(({ images }) => images ?? []),
    reference => matchesReferences(references, reference),
    image =>
      allOf(
        validations.map(validation =>
          validation
            ? judgeValidation(context, validation, named, image)
            : unknown('one of its validations is an expression of its own'),
        ),
      ),
  );
  const isOpen = references.some(reference =>
    isOpenPattern(textAt(reference, 'glob') ?? '*'),
  );
  return object.hasOtherImages && (isOpen || references.length === 0)
    ? {
        looksAt:
          judged.looksAt.is === 'no' ? unknown(OTHER_IMAGES) : judged.looksAt,
        accepts: allOf([judged.accepts, unknown(OTHER_IMAGES)]),
      }
    : judged;
}

function listImages(policy: unknown, object: AdmittedObject): NamedImages[] {
  const own =
    object.resource === 'pods' || object.group === 'apps'
      ? [
          {
            name: 'containers',
            images: object.images.filter(({ place }) => place === 'containers'),
          },
          { name: 'initContainers', images: [] },
          { name: 'ephemeralContainers', images: [] },
        ]
      : [];
  const extracted = listAt(policy, 'spec', 'images').map(extractor => {
    const found = readExtractor(valueAt(extractor, 'expression'));
    const name = textAt(extractor, 'name') ?? '';
    if (found === undefined) return { name };
    const models = object.images.filter(
      ({ place }) => place === (found === 'stable-model' ? 'model' : found),
    );
    return {
      name,
      images: found === 'stable-model' ? models.slice(0, 1) : models,
    };
  });
  return [...own, ...extracted];
}

function matchesReferences(
  references: readonly unknown[],
  image: string,
): Answer {
  if (references.length === 0) return YES;
  return anyOf(
    references.map(reference => {
      const glob = textAt(reference, 'glob');
      return glob === undefined
        ? unknown('it chooses images by an expression of its own')
        : matchesKyvernoGlob(glob, image);
    }),
  );
}

function judgeValidation(
  { policy, signatures }: PolicyContext,
  validation: KyvernoValidation,
  named: readonly NamedImages[],
  image: AdmittedImage,
): Answer {
  const isAsked = validation.images.some(
    name =>
      named.find(entry => entry.name === name)?.images?.includes(image) ??
      false,
  );
  const isUnknownName = validation.images.some(
    name =>
      !named.some(entry => entry.name === name) && !OF_PODS.includes(name),
  );
  if (isUnknownName) return unknown('one of its validations asks for no image');
  if (!isAsked) return YES;
  if (validation.kind === 'by-digest') {
    return answer(image.reference.includes('@sha256:'));
  }
  const type = readAttestationType(policy, validation.attestation);
  if (validation.attestation !== undefined && type === undefined) {
    return unknown('it asks for an attestation that is no in-toto statement');
  }
  const view =
    type === undefined ? BUNDLES_FIRST : ofPredicateType(type, 'bundles-first');
  return atLeast(
    validation.count,
    validation.attestors.map(name =>
      hasSigned(readAttestor(policy, name), signatures, view),
    ),
  );
}

function readAttestationType(
  policy: unknown,
  name: string | undefined,
): string | undefined {
  const found = listAt(policy, 'spec', 'attestations').find(
    attestation => textAt(attestation, 'name') === name,
  );
  return textAt(found, 'intoto', 'type');
}

/** @internal */
export function readAttestor(policy: unknown, name: string): AdmissionSigner {
  const cosign = valueAt(
    listAt(policy, 'spec', 'attestors').find(
      attestor => textAt(attestor, 'name') === name,
    ),
    'cosign',
  );
  const odd = [
    'source',
    'tuf',
    'certificate',
    'annotations',
    'trustedRoot',
  ].find(field => valueAt(cosign, field) !== undefined);
  if (cosign === undefined || odd !== undefined) {
    return {
      notUnderstood: `its attestor '${name}' has ${
        odd ? `a ${odd}` : 'no cosign'
      }`,
    };
  }
  const isLogged = !isTrueAt(cosign, 'ctlog', 'insecureIgnoreTlog');
  const publicKeyPem = valueAt(cosign, 'key', 'data');
  const identities = listAt(cosign, 'keyless', 'identities');
  const hasOddKeyless =
    valueAt(cosign, 'keyless', 'roots') !== undefined ||
    valueAt(cosign, 'keyless', 'additionalExtensions') !== undefined;
  if (typeof publicKeyPem === 'string' && publicKeyPem.length < 10_000) {
    return { publicKeyPem, isLogged };
  }
  if (identities.length === 1 && !hasOddKeyless) {
    return { identity: readIdentity(identities[0]), isLogged };
  }
  return {
    notUnderstood: `its attestor '${name}' goes neither by a key in it nor by one identity`,
  };
}

/** @internal */
export function readIdentity(json: unknown) {
  return {
    issuer: textAt(json, 'issuer'),
    issuerRegExp: textAt(json, 'issuerRegExp'),
    subject: textAt(json, 'subject'),
    subjectRegExp: textAt(json, 'subjectRegExp'),
  };
}

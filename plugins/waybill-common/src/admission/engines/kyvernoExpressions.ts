import {
  IMAGE_VOLUMES,
  INFERENCE_SERVICE_IMAGES,
  LLM_INFERENCE_SERVICE_IMAGES,
  NOT_BEING_DELETED,
} from '../../manifests/admission/kyverno/modelExpressions';
import type { ImagePlace } from '../candidateObjects';

const MAX_EXPRESSION_LENGTH = 4_000;

/** Expressions that name all images of models. */
const ALL_MODELS = new Set([
  INFERENCE_SERVICE_IMAGES,
  LLM_INFERENCE_SERVICE_IMAGES,
]);

/** Expressions that name the one image of the stable predictor, as people write them. */
const STABLE_MODEL =
  /^\[object\.spec\.predictor\.model\.storageUri\.(substring\(6\)|replace\('oci:\/\/', ?''\))\]$/;

/**
 * Which images an extractor of an ImageValidatingPolicy finds.
 *
 * @returns `undefined` where that cannot be said
 * @internal
 */
export function readExtractor(
  expression: unknown,
): ImagePlace | 'stable-model' | undefined {
  const text = readText(expression);
  if (text === undefined) return undefined;
  if (ALL_MODELS.has(text)) return 'model';
  if (text === IMAGE_VOLUMES) return 'volumes';
  return STABLE_MODEL.test(text) ? 'stable-model' : undefined;
}

/** Conditions that hold for whatever is newly applied. @internal */
export function isHarmlessCondition(expression: unknown): boolean {
  return (
    typeof expression === 'string' && expression.trim() === NOT_BEING_DELETED
  );
}

/** One validation of an ImageValidatingPolicy, as far as it is of a known shape. @internal */
export type KyvernoValidation =
  | { readonly kind: 'by-digest'; readonly images: readonly string[] }
  | {
      readonly kind: 'signed';
      readonly images: readonly string[];
      readonly attestors: readonly string[];
      readonly attestation?: string;
      readonly count: number;
    };

const BY_DIGEST = /^(.+)\.all\((\w+), (\w+)\.contains\('@sha256:'\)\)$/;
const CALL =
  'verify(Image|Attestation)Signatures\\((\\w+), (?:attestations\\.(\\w+), )?\\[([\\w., ]*)\\]\\)';
const ALL_SIGNED = new RegExp(`^(.+)\\.all\\((\\w+), ${CALL} (>=?) (\\d+)\\)$`);
const MAP_SIGNED = new RegExp(
  `^(.+)\\.map\\((\\w+), ${CALL}\\)\\.all\\((\\w+), (\\w+) (>=?) (\\d+)\\)$`,
);

/**
 * Reads the shapes that Waybill and most people write; `undefined` for any other.
 *
 * @internal
 */
export function readValidation(
  expression: unknown,
): KyvernoValidation | undefined {
  const text = readText(expression)?.replace(/\s+/g, ' ');
  if (text === undefined) return undefined;
  const byDigest = BY_DIGEST.exec(text);
  if (byDigest) {
    const images = readImageNames(byDigest[1]);
    return images && byDigest[2] === byDigest[3]
      ? { kind: 'by-digest', images }
      : undefined;
  }
  const all = ALL_SIGNED.exec(text);
  if (all) {
    const [
      ,
      images,
      bound,
      verb,
      used,
      attestation,
      attestors,
      operator,
      limit,
    ] = all;
    return bound === used
      ? toSigned({ images, verb, attestation, attestors, operator, limit })
      : undefined;
  }
  const map = MAP_SIGNED.exec(text);
  if (!map) return undefined;
  const [, images, bound, verb, used, attestation, attestors, item, tested] =
    map;
  return bound === used && item === tested
    ? toSigned({
        images,
        verb,
        attestation,
        attestors,
        operator: map[9],
        limit: map[10],
      })
    : undefined;
}

function toSigned(parts: {
  readonly images: string;
  readonly verb: string;
  readonly attestation: string | undefined;
  readonly attestors: string;
  readonly operator: string;
  readonly limit: string;
}): KyvernoValidation | undefined {
  const images = readImageNames(parts.images);
  const attestors = parts.attestors
    .split(',')
    .map(name => /^attestors\.(\w+)$/.exec(name.trim())?.[1]);
  const isAttestation = parts.verb === 'Attestation';
  if (
    !images ||
    attestors.includes(undefined) ||
    isAttestation !== (parts.attestation !== undefined)
  ) {
    return undefined;
  }
  return {
    kind: 'signed',
    images,
    attestors: attestors.flatMap(name => name ?? []),
    ...(parts.attestation && { attestation: parts.attestation }),
    count: Number(parts.limit) + (parts.operator === '>' ? 1 : 0),
  };
}

function readText(expression: unknown): string | undefined {
  return typeof expression === 'string' &&
    expression.length <= MAX_EXPRESSION_LENGTH
    ? expression.trim()
    : undefined;
}

/** `images.a`, or `(images.a + images.b)`. */
function readImageNames(text: string): string[] | undefined {
  const names = text
    .replace(/^\((.*)\)$/, '$1')
    .split(' + ')
    .map(part => /^images\.(\w+)$/.exec(part)?.[1]);
  return names.includes(undefined) ? undefined : names.flatMap(n => n ?? []);
}

import {
  checkCompatibility,
  type CompatibilityFinding,
  type PackageFormat,
  storageModeOf,
} from '../../../artifact';
import {
  parseRepository,
  validateDigest,
  validateVersion,
} from '../../../reference';
import type {
  DeclarationProblem,
  PinnedPackage,
  ServingInput,
} from '../../declaration';
import type { KserveSpec } from '../KserveSurroundings';
import { problem, quote } from '../../declaration/problem';
import { refusedBy } from './refusedBy';

const SCHEMES = [
  'oci',
  'oci+native',
  'oci+fetch',
  'kit',
  'oci-artifact',
  'uri',
];

/** What an LLMInferenceService takes: it asks no storage container. */
const LLM_SCHEMES = ['oci', 'oci+native', 'uri'];
const LLM_URIS = /^(hf|s3|pvc):\/\//;

/** Any scheme may have a storage container of its own. */
const ANY_URI = /^[a-z][a-z0-9+.-]*:\/\/\S+$/;

/** @internal */
export function listStorageProblems(
  input: ServingInput<KserveSpec>,
): DeclarationProblem[] {
  const { serving, package: pinned } = input;
  const { scheme } = serving.storage;
  if (!SCHEMES.includes(scheme)) {
    return [
      problem(
        'INVALID_VALUE',
        'serving.storage.scheme',
        `${quote(scheme)} is no way to a model: choose one of ${SCHEMES.join(
          ', ',
        )}.`,
      ),
    ];
  }
  return [
    ...listUriProblems(input),
    ...(pinned ? listPackageProblems(pinned) : []),
    ...listFormatProblems(input),
    ...(serving.kind === 'LLMInferenceService' && !LLM_SCHEMES.includes(scheme)
      ? [
          problem(
            'CONFLICT',
            'serving.storage.scheme',
            `An LLMInferenceService does not take ${scheme}://: serve the package by oci or oci+native.`,
          ),
        ]
      : []),
  ];
}

function listUriProblems({
  serving: { storage, kind },
}: ServingInput<KserveSpec>): DeclarationProblem[] {
  const field = 'serving.storage.uri';
  const { scheme, uri } = storage;
  if (scheme !== 'uri') {
    return uri === undefined
      ? []
      : [
          problem(
            'IGNORED_FIELD',
            field,
            `The storage scheme ${scheme} serves the package, and the uri would be ignored: leave it out, or choose the scheme uri.`,
          ),
        ];
  }
  if (!uri) {
    return [
      problem(
        'MISSING',
        field,
        'Say where the model is: hf://, s3://, pvc:// …',
      ),
    ];
  }
  if (uri.length > 2_000 || !ANY_URI.test(uri)) {
    return [
      problem(
        'INVALID_VALUE',
        field,
        `${quote(
          uri,
        )} is no URI of a model: give hf://…, s3://…, pvc://… or another that KServe takes.`,
      ),
    ];
  }
  if (/^[^/]*:\/\/[^/@]*@/.test(uri)) {
    return [
      problem(
        'INVALID_VALUE',
        field,
        'The uri holds credentials, and what is declared can be read by many: give them to the service account.',
      ),
    ];
  }
  if (/^(oci|kit)\b/.test(uri)) {
    return [
      problem(
        'NOT_PINNED',
        field,
        `A package of a registry is served by its own scheme, which pins it by digest: choose ${
          uri.split(':')[0]
        } in place of uri.`,
      ),
    ];
  }
  if (kind === 'LLMInferenceService' && !LLM_URIS.test(uri)) {
    return [
      problem(
        'INVALID_VALUE',
        field,
        'An LLMInferenceService takes hf://, s3:// and pvc:// only.',
      ),
    ];
  }
  return [];
}

function listPackageProblems(pinned: PinnedPackage): DeclarationProblem[] {
  return [
    ...refusedBy(
      () => parseRepository(pinned.repository),
      'INVALID_VALUE',
      'package.repository',
    ),
    ...refusedBy(
      () => validateDigest(pinned.digest),
      'NOT_PINNED',
      'package.digest',
    ),
    ...refusedBy(
      () => validateVersion(pinned.version),
      'INVALID_VALUE',
      'package.version',
    ),
  ];
}

/** What the compatibility rules know of a format and a scheme, before anything is known of a cluster. */
function listFormatProblems({
  serving: { storage },
  package: pinned,
}: ServingInput<KserveSpec>): DeclarationProblem[] {
  if (!pinned?.format || storage.scheme === 'uri') return [];
  const finding = formatRefusal(pinned.format, storage.scheme);
  return finding
    ? [
        problem(
          'CONFLICT',
          'serving.storage.scheme',
          `The format ${quote(pinned.format)} is not served by ${
            storage.scheme
          }://: ${finding.why} ${finding.advice}`,
        ),
      ]
    : [];
}

function formatRefusal(
  format: PackageFormat,
  scheme: string,
): CompatibilityFinding | undefined {
  const mode = storageModeOf(`${scheme}://`);
  if (!mode) return undefined;
  return checkCompatibility({
    package: { format },
    storageModes: [mode],
  }).findings.find(
    ({ dimension, verdict }) =>
      dimension === 'format' && verdict === 'does-not-work',
  );
}

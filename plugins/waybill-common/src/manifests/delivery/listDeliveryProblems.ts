import semver from 'semver';
import {
  InvalidReferenceError,
  parseRepository,
  validateDigest,
  validateModelName,
  validateTag,
} from '../../reference';
import type {
  DeclarationProblem,
  DeliverySpec,
  GitDeliverySource,
  OciDeliverySource,
} from '../declaration';
import type { ManifestErrorCode } from '../ManifestError';
import {
  gitUrlFault,
  isBranch,
  isDnsLabel,
  isDnsSubdomain,
  isDuration,
  isRelativePath,
  serverUrlFault,
} from './deliveryGrammar';
import { listEngineProblems } from './listEngineProblems';

const MAX_IDENTITIES = 50;
const MAX_DEPENDENCIES = 50;
const MAX_NAME_LENGTH = 63;

/**
 * Everything for which a delivery cannot be written as it is said, at the field that has to change.
 *
 * @public
 */
export function listDeliveryProblems(spec: DeliverySpec): DeclarationProblem[] {
  return [
    ...nameProblems(spec),
    ...(spec.source.type === 'git'
      ? gitProblems(spec.source)
      : ociProblems(spec.source)),
    ...scheduleProblems(spec),
    ...listEngineProblems(spec),
  ];
}

function problem(
  code: ManifestErrorCode,
  field: string,
  message: string,
): DeclarationProblem {
  return { code, field, message };
}

function nameProblems(spec: DeliverySpec): DeclarationProblem[] {
  const { environment } = spec;
  const labels: readonly (readonly [string, string | undefined])[] = [
    ['environment.name', environment.name],
    ['environment.namespace', environment.namespace],
    ['controlNamespace', spec.controlNamespace],
    ['project', spec.project],
    ...(spec.dependsOn ?? []).map(
      ({ namespace }, index) =>
        [`dependsOn[${index}].namespace`, namespace] as const,
    ),
  ];
  const objects: readonly (readonly [string, string | undefined])[] = [
    ['serviceAccountName', spec.serviceAccountName],
    ['source.credentialsSecret', spec.source.credentialsSecret],
    ...(spec.dependsOn ?? []).map(
      ({ name }, index) => [`dependsOn[${index}].name`, name] as const,
    ),
  ];
  const isTooLong = `${spec.name}-${environment.name}`.length > MAX_NAME_LENGTH;
  return [
    ...referenceProblem('name', () => validateModelName(spec.name)),
    ...labels.flatMap(([field, text]) =>
      text === undefined || isDnsLabel(text) ? [] : [invalidName(field, text)],
    ),
    ...objects.flatMap(([field, text]) =>
      text === undefined || isDnsSubdomain(text)
        ? []
        : [invalidName(field, text)],
    ),
    ...(isTooLong
      ? [
          problem(
            'INVALID_NAME',
            'environment.name',
            `'${shorten(spec.name)}' and '${shorten(
              environment.name,
            )}' together are longer than ${MAX_NAME_LENGTH} characters: shorten one of them`,
          ),
        ]
      : []),
  ];
}

function gitProblems(source: GitDeliverySource): DeclarationProblem[] {
  const fault = gitUrlFault(source.url);
  const problems: DeclarationProblem[] = [];
  if (fault) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'source.url',
        `The cluster cannot read the Git repository: ${fault}`,
      ),
    );
  }
  if (!isBranch(source.branch)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'source.branch',
        `'${shorten(source.branch)}' is no name of a branch`,
      ),
    );
  }
  if (source.path !== undefined && !isRelativePath(source.path)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'source.path',
        `'${shorten(
          source.path,
        )}' is no folder of a repository: write it like 'deploy', without '..' and without '/' at its ends`,
      ),
    );
  }
  return problems;
}

function ociProblems(source: OciDeliverySource): DeclarationProblem[] {
  return [
    ...referenceProblem('source.repository', () =>
      parseRepository(source.repository),
    ),
    ...revisionProblems(source.reference),
    ...verificationProblems(source.verification),
  ];
}

function revisionProblems(
  reference: OciDeliverySource['reference'],
): DeclarationProblem[] {
  const field = 'source.reference';
  const given: Partial<Record<'semver' | 'tag' | 'digest', string>> = reference;
  const names = Object.keys(given);
  if (names.length !== 1) {
    return [
      problem(
        names.length === 0 ? 'MISSING' : 'CONFLICT',
        field,
        `Say which artifact to deliver by exactly one of semver, tag and digest: ${
          names.join(', ') || 'none'
        } is given`,
      ),
    ];
  }
  if (given.tag !== undefined) {
    const { tag } = given;
    return referenceProblem(`${field}.tag`, () => validateTag(tag));
  }
  if (given.digest !== undefined) {
    const { digest } = given;
    return referenceProblem(`${field}.digest`, () => validateDigest(digest));
  }
  const range = given.semver ?? '';
  return range.length <= 100 && range && semver.validRange(range) !== null
    ? []
    : [
        problem(
          'INVALID_VALUE',
          `${field}.semver`,
          `'${shorten(
            range,
          )}' is no range of versions: write it like '>=1.0.0'`,
        ),
      ];
}

function verificationProblems(
  verification: OciDeliverySource['verification'],
): DeclarationProblem[] {
  const field = 'source.verification';
  if (verification === undefined || verification === 'none') return [];
  if ('keySecret' in verification) {
    return isDnsSubdomain(verification.keySecret)
      ? []
      : [invalidName(`${field}.keySecret`, verification.keySecret)];
  }
  const { identities, trustedRootSecret } = verification;
  const problems: DeclarationProblem[] = [];
  if (identities.length === 0 || identities.length > MAX_IDENTITIES) {
    problems.push(
      problem(
        'NO_SIGNER',
        `${field}.identities`,
        `${identities.length} identities may have signed: name 1 to ${MAX_IDENTITIES}`,
      ),
    );
  }
  identities.forEach(({ issuer, subject }, index) => {
    const isOpen = !issuer || !subject || /^\*+$/.test(subject);
    if (isOpen || issuer.includes('*')) {
      problems.push(
        problem(
          'INVALID_VALUE',
          `${field}.identities[${index}]`,
          'An identity is one issuer by its URL and a subject that is not everybody',
        ),
      );
    }
  });
  if (trustedRootSecret !== undefined && !isDnsSubdomain(trustedRootSecret)) {
    problems.push(invalidName(`${field}.trustedRootSecret`, trustedRootSecret));
  }
  return problems;
}

function scheduleProblems(spec: DeliverySpec): DeclarationProblem[] {
  const problems = (['interval', 'timeout'] as const).flatMap(field => {
    const text = spec[field];
    return text === undefined || isDuration(text)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            field,
            `'${shorten(text)}' is no duration: write it like 30s, 5m or 1h30m`,
          ),
        ];
  });
  if ((spec.dependsOn ?? []).length > MAX_DEPENDENCIES) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'dependsOn',
        `A delivery waits for at most ${MAX_DEPENDENCIES} others`,
      ),
    );
  }
  const fault =
    spec.destinationServer === undefined
      ? undefined
      : serverUrlFault(spec.destinationServer);
  if (fault) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'destinationServer',
        `This is no address of an API server: ${fault}`,
      ),
    );
  }
  return problems;
}

function referenceProblem(
  field: string,
  check: () => unknown,
): DeclarationProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidReferenceError)) throw error;
    const code =
      error.code === 'INVALID_NAME' ? 'INVALID_NAME' : 'INVALID_VALUE';
    const isTag = error.code === 'TAG_LATEST';
    return [problem(isTag ? 'NOT_PINNED' : code, field, error.message)];
  }
}

function invalidName(field: string, text: string): DeclarationProblem {
  return problem(
    'INVALID_NAME',
    field,
    `'${shorten(
      text,
    )}' cannot be a name in Kubernetes: use up to 63 lower-case letters, digits and '-'`,
  );
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

import semver from 'semver';
import { parseRepository, validateDigest, validateTag } from '../../reference';
import type {
  DeclarationProblem,
  DeliverySource,
  GitDeliverySource,
  OciDeliverySource,
} from '../declaration';
import {
  gitUrlFault,
  isBranch,
  isDnsSubdomain,
  isRelativePath,
} from './deliveryGrammar';
import { problem } from '../declaration/problem';
import { invalidName, referenceProblem, shorten } from './problemsOf';

const MAX_IDENTITIES = 50;

/** @internal */
export function listSourceProblems(
  source: DeliverySource,
): DeclarationProblem[] {
  return source.type === 'git' ? gitProblems(source) : ociProblems(source);
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

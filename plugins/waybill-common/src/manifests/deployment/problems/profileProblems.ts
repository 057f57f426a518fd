import { validateDigest, validateVersion } from '../../../reference';
import type {
  CanaryProfile,
  DeclarationProblem,
  EnvironmentProfile,
} from '../../declaration';
import {
  isText,
  isWhole,
  problem,
  problemsOfReference,
  quote,
} from '../../declaration/problem';
import { listBudgetProblems, listReplicaProblems } from './replicaProblems';
import { listResourceProblems } from './resourceProblems';
import { listVariableProblems } from './variableProblems';

const LOG_LEVELS = ['debug', 'info', 'warning', 'error'];
const LABEL_KEY =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const MAX_ENTRIES = 64;
const TOLERATION_FIELDS = [
  'key',
  'operator',
  'value',
  'effect',
  'tolerationSeconds',
];

/**
 * What is wrong with an environment's profile, whatever serves the model.
 *
 * @internal
 */
export function listProfileProblems(
  profile: EnvironmentProfile,
): DeclarationProblem[] {
  return [
    ...listReplicaProblems(profile),
    ...listResourceProblems(profile),
    ...listLogLevelProblems(profile),
    ...listBudgetProblems(profile),
    ...listCanaryProblems(profile),
    ...listVariableProblems(profile.env, 'profile.env'),
    ...listPlacementProblems(profile),
  ];
}

function listLogLevelProblems({
  logLevel,
  env,
}: EnvironmentProfile): DeclarationProblem[] {
  if (logLevel === undefined) return [];
  if (!LOG_LEVELS.includes(logLevel)) {
    return [
      problem(
        'INVALID_VALUE',
        'profile.logLevel',
        `${quote(logLevel)} is no log level: use ${LOG_LEVELS.join(', ')}.`,
      ),
    ];
  }
  const other = env?.LOG_LEVEL;
  return other !== undefined && other !== logLevel
    ? [
        problem(
          'CONFLICT',
          'profile.env.LOG_LEVEL',
          `The variable LOG_LEVEL is ${quote(
            other,
          )} and profile.logLevel ${logLevel}: leave one out.`,
        ),
      ]
    : [];
}

const MAX_CANARIES = 8;

function listCanaryProblems({
  canary,
  furtherCanaries = [],
}: EnvironmentProfile): DeclarationProblem[] {
  const further = furtherCanaries.slice(0, MAX_CANARIES);
  const problems = [
    ...(canary ? listOneCanaryProblems(canary, 'profile.canary') : []),
    ...further.flatMap((its, index) =>
      listOneCanaryProblems(its, `profile.furtherCanaries[${index}]`),
    ),
  ];
  if (furtherCanaries.length > 0 && !canary) {
    problems.push(
      problem(
        'MISSING',
        'profile.canary',
        'There are further canaries and no first one: begin with profile.canary.',
      ),
    );
  }
  const sum = [...(canary ? [canary] : []), ...furtherCanaries]
    .map(({ trafficPercent }) => trafficPercent)
    .reduce((total, percent) => total + percent, 0);
  if (sum > 100 && furtherCanaries.length > 0) {
    problems.push(
      problem(
        'CONFLICT',
        'profile.furtherCanaries',
        `All canaries together get ${sum} percent of the traffic: give at most 100.`,
      ),
    );
  }
  if (furtherCanaries.length > MAX_CANARIES) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.furtherCanaries',
        `${furtherCanaries.length} further canaries are more than ${MAX_CANARIES}: give fewer.`,
      ),
    );
  }
  return problems;
}

function listOneCanaryProblems(
  canary: CanaryProfile,
  field: string,
): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  if (!isWhole(canary.trafficPercent, 0, 100)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        `${field}.trafficPercent`,
        `${quote(
          canary.trafficPercent,
        )} is no share of the traffic: use a whole number from 0 to 100.`,
      ),
    );
  }
  return [
    ...problems,
    ...problemsOfReference(`${field}.version`, () =>
      validateVersion(canary.version),
    ),
    ...problemsOfReference(`${field}.digest`, () =>
      validateDigest(canary.digest),
    ),
  ];
}

function listPlacementProblems({
  nodeSelector,
  tolerations,
}: EnvironmentProfile): DeclarationProblem[] {
  const labels = Object.entries(nodeSelector ?? {});
  const bad = labels.find(
    ([key, value]) =>
      !isText(key, LABEL_KEY, 317) || !isText(value, LABEL_VALUE, 63),
  );
  const problems: DeclarationProblem[] = [];
  if (bad || labels.length > MAX_ENTRIES) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.nodeSelector',
        bad
          ? `${quote(
              bad.join('='),
            )} is no label of a node: use letters, digits, '-', '_' and '.', up to 63 of them.`
          : `${labels.length} labels are more than ${MAX_ENTRIES}: give fewer.`,
      ),
    );
  }
  (tolerations ?? []).slice(0, MAX_ENTRIES).forEach((toleration, index) => {
    const unknown = Object.keys(toleration).find(
      key => !TOLERATION_FIELDS.includes(key),
    );
    if (unknown !== undefined) {
      problems.push(
        problem(
          'INVALID_VALUE',
          `profile.tolerations[${index}]`,
          `A toleration has no field ${quote(
            unknown,
          )}: use ${TOLERATION_FIELDS.join(', ')}.`,
        ),
      );
    }
  });
  return problems;
}

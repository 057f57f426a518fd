import type { DeclarationProblem, EnvironmentProfile } from '../../declaration';
import { isWhole, problem, quote } from '../../declaration/problem';

const MAX_REPLICAS = 1000;
const PERCENT = /^(100|[1-9]?[0-9])%$/;

/** @internal */
export function listReplicaProblems({
  replicas,
}: EnvironmentProfile): DeclarationProblem[] {
  if (!replicas) return [];
  const { min, max } = replicas;
  const outside = (['min', 'max'] as const).filter(
    key =>
      replicas[key] !== undefined && !isWhole(replicas[key], 0, MAX_REPLICAS),
  );
  if (outside.length > 0) {
    return outside.map(key =>
      problem(
        'INVALID_VALUE',
        `profile.replicas.${key}`,
        `${quote(
          replicas[key],
        )} is no number of replicas: use a whole number from 0 to ${MAX_REPLICAS}.`,
      ),
    );
  }
  return max !== undefined && max < Math.max(min, 1)
    ? [
        problem(
          'CONFLICT',
          'profile.replicas.max',
          `At most ${max} replicas are fewer than ${
            min > 0 ? `the ${min} that there must be` : 'one'
          }: raise max, or lower min.`,
        ),
      ]
    : [];
}

/** A budget that can never be kept is worse than none: nobody gets the node empty. @internal */
export function listBudgetProblems({
  disruptionBudget: budget,
  replicas,
}: EnvironmentProfile): DeclarationProblem[] {
  if (!budget) return [];
  const key = 'minAvailable' in budget ? 'minAvailable' : 'maxUnavailable';
  const value: unknown =
    'minAvailable' in budget ? budget.minAvailable : budget.maxUnavailable;
  const field = `profile.disruptionBudget.${key}`;
  if ('minAvailable' in budget && 'maxUnavailable' in budget) {
    return [
      problem(
        'CONFLICT',
        'profile.disruptionBudget',
        'A disruption budget has minAvailable or maxUnavailable, and not both.',
      ),
    ];
  }
  const isPercent = typeof value === 'string' && PERCENT.test(value);
  if (!isPercent && !isWhole(value, 0, MAX_REPLICAS)) {
    return [
      problem(
        'INVALID_VALUE',
        field,
        `${quote(
          value,
        )} is no number of pods: use a whole number, or a share such as 50%.`,
      ),
    ];
  }
  const pods = replicas?.min ?? 1;
  const share = isPercent ? Number.parseInt(value, 10) / 100 : undefined;
  // Kubernetes rounds both up.
  const count =
    share === undefined ? (value as number) : Math.ceil(share * pods);
  const allowed = key === 'minAvailable' ? pods - count : count;
  return allowed < 1 && pods > 0
    ? [
        problem(
          'CONFLICT',
          field,
          `With ${pods} replica${
            pods === 1 ? '' : 's'
          } and ${key} ${value} no pod could ever be evicted, and a node with one could not be emptied: raise profile.replicas.min, or change the budget.`,
        ),
      ]
    : [];
}

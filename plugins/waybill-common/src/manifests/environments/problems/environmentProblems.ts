import type {
  DeclarationProblem,
  DeclaredEnvironment,
  ModelDeclaration,
} from '../../declaration';
import { checkKubernetesName } from '../../kubernetesNames';
import { problem } from '../../declaration/problem';
import { problemsOf } from './problemsOf';

/** More than any team has; each makes files. */
const MAX_ENVIRONMENTS = 50;

/** What is wrong with the environments together. */
export function listEnvironmentProblems({
  name,
  environments,
}: ModelDeclaration): DeclarationProblem[] {
  if (environments.length === 0) {
    return [
      problem(
        'NO_ENVIRONMENT',
        'environments',
        `No environment is given for the model '${name}': configure waybill.environments`,
      ),
    ];
  }
  if (environments.length > MAX_ENVIRONMENTS) {
    return [
      problem(
        'INVALID_VALUE',
        'environments',
        `${environments.length} environments are more than ${MAX_ENVIRONMENTS}: declare fewer.`,
      ),
    ];
  }
  return environments.flatMap((environment, index) => [
    ...problemsOf('INVALID_NAME', `environments[${index}].name`, () =>
      checkKubernetesName(environment.name),
    ),
    ...problemsOf('INVALID_NAME', `environments[${index}].namespace`, () =>
      checkKubernetesName(environment.namespace),
    ),
    ...conflictsBefore(environment, index, environments),
  ]);
}

/** Two environments that would overwrite each other, in Git or in a cluster. */
function conflictsBefore(
  { name, namespace, cluster }: DeclaredEnvironment,
  index: number,
  environments: readonly DeclaredEnvironment[],
): DeclarationProblem[] {
  const before = environments.slice(0, index);
  if (before.some(other => other.name === name)) {
    return [
      problem(
        'CONFLICT',
        `environments[${index}].name`,
        `There are two environments '${name}': give each a name of its own.`,
      ),
    ];
  }
  const rival = before.find(
    other =>
      cluster !== undefined &&
      other.cluster === cluster &&
      other.namespace === namespace,
  );
  return rival
    ? [
        problem(
          'CONFLICT',
          `environments[${index}].namespace`,
          `The environments '${rival.name}' and '${name}' are both in the namespace '${namespace}' of the cluster '${cluster}', where the model's objects have the same names: give one of them another namespace.`,
        ),
      ]
    : [];
}

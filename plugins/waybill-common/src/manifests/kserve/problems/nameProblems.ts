import type { DeclarationProblem, ServingInput } from '../../declaration';
import { checkServingName } from '../../kubernetesNames';
import { listCanaries } from '../canaries';
import type { KserveSpec } from '../KserveSurroundings';
import { problem } from '../../declaration/problem';
import { refusedBy } from './refusedBy';

/** Kubernetes' longest label value: KServe labels pods `app: isvc.<Deployment>`. */
const LABEL_MAX_LENGTH = 63;

/** @internal */
export function listNameProblems(
  input: ServingInput<KserveSpec>,
): DeclarationProblem[] {
  const problems = refusedBy(
    () => checkServingName(input.name),
    'INVALID_NAME',
    'name',
  );
  return problems.length > 0 ? problems : listCanaryNameProblems(input);
}

/** The canary's Deployment has a longer name than the stable one's, and its pods a longer label. */
function listCanaryNameProblems({
  name,
  serving,
  profile,
}: ServingInput<KserveSpec>): DeclarationProblem[] {
  if (serving.kind !== 'InferenceService') return [];
  if (serving.deploymentMode !== 'Standard') return [];
  const longest = Math.max(
    0,
    ...listCanaries(profile).map(canary => canary.name.length),
  );
  if (longest === 0) return [];
  const room = LABEL_MAX_LENGTH - `isvc.--predictor`.length - longest;
  return name.length <= room
    ? []
    : [
        problem(
          'INVALID_NAME',
          'name',
          `'${name}' is too long for a model with a canary: KServe leaves room for ${room} characters. Take a shorter name, or roll out without a canary.`,
        ),
      ];
}

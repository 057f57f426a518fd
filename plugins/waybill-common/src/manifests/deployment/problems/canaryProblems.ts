import type {
  DeclarationProblem,
  DeploymentSpec,
  EnvironmentProfile,
} from '../../declaration';
import { problem } from '../../declaration/problem';

/** Traffic of a Deployment is shared by its route alone. @internal */
export function listDeploymentCanaryProblems(
  spec: DeploymentSpec,
  { canary }: EnvironmentProfile,
): DeclarationProblem[] {
  if (!canary) return [];
  if (spec.route?.kind !== 'HTTPRoute') {
    return [
      problem(
        'IGNORED_FIELD',
        'profile.canary',
        `${
          spec.route ? 'An Ingress' : 'A Deployment without a route'
        } cannot share traffic by percent: use a route of the kind HTTPRoute, or leave the canary out.`,
      ),
    ];
  }
  return spec.delivery === 'image' && spec.image !== undefined
    ? [
        problem(
          'CONFLICT',
          'profile.canary',
          'The image of the server holds the model, and the canary would run the same image: declare the image as the package instead of as serving.image.',
        ),
      ]
    : [];
}

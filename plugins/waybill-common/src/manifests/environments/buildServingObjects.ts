import type {
  DeclarationProblem,
  DeploymentSpec,
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
  ServingInput,
} from '../declaration';
import { buildDeploymentObjects, listDeploymentProblems } from '../deployment';
import { buildKserveObjects, listKserveProblems } from '../kserve';
import type { KubernetesManifest } from '../kubernetes';

/**
 * What serves the model and belongs to it, by kind.
 *
 * @throws ManifestError, InvalidReferenceError
 */
export function buildServingObjects(input: ServingInput): KubernetesManifest[] {
  return isDeployment(input)
    ? buildDeploymentObjects(input)
    : buildKserveObjects(input as KserveInput);
}

/** Why it cannot be built; the fields begin with `serving.`, `profile.` or `package.`. */
export function listServingProblems(input: ServingInput): DeclarationProblem[] {
  return isDeployment(input)
    ? listDeploymentProblems(input)
    : listKserveProblems(input as KserveInput);
}

type KserveInput = ServingInput<InferenceServiceSpec | LlmInferenceServiceSpec>;

function isDeployment(
  input: ServingInput,
): input is ServingInput<DeploymentSpec> {
  return input.serving.kind === 'Deployment';
}

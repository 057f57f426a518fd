import type {
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
  ServingInput,
} from '../declaration';
import type { KubernetesManifest } from '../kubernetes';
import { ManifestError } from '../ManifestError';
import { buildInferenceServiceObject } from './inferenceServiceObject';
import { buildLlmObjects } from './llmInferenceService';
import type { KserveSpec, KserveSurroundings } from './KserveSurroundings';
import { listKserveProblems } from './problems';

/**
 * The objects with which KServe serves a model in one environment. Without `package` they pin nothing: the base that
 * all environments share.
 *
 * Whether somebody serves the format is asked by `listKserveProblems` alone: the builder does not know the cluster.
 *
 * @throws ManifestError the first of the problems
 * @throws InvalidReferenceError
 * @public
 */
export function buildKserveObjects(
  input: ServingInput<KserveSpec>,
  surroundings: KserveSurroundings = {},
): KubernetesManifest[] {
  const problem = listKserveProblems(input, surroundings).find(
    ({ code }) => code !== 'UNKNOWN_RUNTIME' && code !== 'UNKNOWN_FORMAT',
  );
  if (problem) throw new ManifestError(problem);
  return isLlm(input)
    ? buildLlmObjects(input)
    : [
        buildInferenceServiceObject(
          input as ServingInput<InferenceServiceSpec>,
          surroundings.runtimes,
        ),
      ];
}

function isLlm(
  input: ServingInput<KserveSpec>,
): input is ServingInput<LlmInferenceServiceSpec> {
  return input.serving.kind === 'LLMInferenceService';
}

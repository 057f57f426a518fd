import type {
  DeclarationProblem,
  InferenceServiceSpec,
  LlmInferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import type { KserveSpec, KserveSurroundings } from '../KserveSurroundings';
import { problem } from '../../declaration/problem';
import { listProfileProblems } from '../../deployment/problems/profileProblems';
import { listAutoscalingProblems } from './autoscalingProblems';
import { listCanaryProblems } from './canaryProblems';
import { listContainerProblems } from './containerProblems';
import { listLlmProblems } from './llmProblems';
import { listNameProblems } from './nameProblems';
import { listMergedResourceProblems } from './resourceProblems';
import { listRuntimeProblems } from './runtimeProblems';
import { listServerProblems } from './serverProblems';
import { listStorageProblems } from './storageProblems';

/**
 * Why KServe v0.20 would refuse what is declared, or take it and do something else. Fields are relative to the input:
 * `serving.…`, `profile.…`, `package.…`. It never throws: the input may come from a form or a file.
 *
 * @public
 */
export function listKserveProblems(
  input: ServingInput<KserveSpec>,
  surroundings: KserveSurroundings = {},
): DeclarationProblem[] {
  try {
    return listAll(input, surroundings);
  } catch {
    // Only what is not of the declared types gets here.
    return [
      problem(
        'INVALID_VALUE',
        'serving',
        'This is no declaration of what serves a model: compare it with the reference of serving objects.',
      ),
    ];
  }
}

function listAll(
  input: ServingInput<KserveSpec>,
  surroundings: KserveSurroundings,
): DeclarationProblem[] {
  return [
    ...listNameProblems(input),
    ...listStorageProblems(input),
    ...(input.serving.kind === 'LLMInferenceService'
      ? listLlmProblems(input as ServingInput<LlmInferenceServiceSpec>)
      : listInferenceServiceProblems(
          input as ServingInput<InferenceServiceSpec>,
          surroundings,
        )),
    ...listProfileProblems(input.profile),
    ...listCanaryProblems(input),
    ...listServerProblems(input),
  ];
}

function listInferenceServiceProblems(
  input: ServingInput<InferenceServiceSpec>,
  surroundings: KserveSurroundings,
): DeclarationProblem[] {
  return [
    ...listRuntimeProblems(input, surroundings),
    ...listContainerProblems(input),
    ...listAutoscalingProblems(input),
    ...listMergedResourceProblems(input, surroundings),
  ];
}

import type {
  DeclarationProblem,
  InferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import { problem } from '../../declaration/problem';
import { listCanaries } from '../canaries';
import type { KserveSpec } from '../KserveSurroundings';

/**
 * Canaries that KServe takes and does nothing with. What holds of every canary is asked with the rest of the profile.
 *
 * @internal
 */
export function listCanaryProblems({
  serving,
  profile,
  package: pinned,
}: ServingInput<KserveSpec>): DeclarationProblem[] {
  const canaries = listCanaries(profile);
  if (canaries.length === 0) return [];
  if (serving.storage.scheme === 'uri') {
    return [
      problem(
        'CONFLICT',
        'profile.canary',
        'What a uri points at has no versions that Waybill knows: serve a package to try a version of it.',
      ),
    ];
  }
  return [
    ...canaries
      .filter(({ digest }) => pinned && digest === pinned.digest)
      .map(({ name }) =>
        problem(
          'CONFLICT',
          'profile.canary',
          `The ${name} is the version that runs already: give another digest, or leave the canary out.`,
        ),
      ),
    ...listModeProblems(serving, canaries.length),
  ];
}

function listModeProblems(
  serving: KserveSpec,
  count: number,
): DeclarationProblem[] {
  if (serving.kind === 'LLMInferenceService') {
    return serving.isRouted
      ? []
      : [
          problem(
            'MISSING',
            'serving.isRouted',
            'The canary of an LLMInferenceService gets its traffic from a route: turn routing on.',
          ),
        ];
  }
  return serving.deploymentMode === 'Knative'
    ? listKnativeProblems(count)
    : listStandardProblems(serving);
}

function listKnativeProblems(count: number): DeclarationProblem[] {
  return count > 1
    ? [
        problem(
          'IGNORED_FIELD',
          'profile.furtherCanaries',
          'Knative routes to the newest revision and the last stable one, and to no other: try one version at a time.',
        ),
      ]
    : [];
}

function listStandardProblems({
  container,
}: InferenceServiceSpec): DeclarationProblem[] {
  return container
    ? [
        problem(
          'CONFLICT',
          'profile.canary',
          "KServe lays a canary over the stable predictor by its model, and a container of one's own has none: serve by a ServingRuntime, or in Knative mode.",
        ),
      ]
    : [];
}

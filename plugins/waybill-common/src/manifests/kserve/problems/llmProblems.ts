import type {
  DeclarationProblem,
  LlmInferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import { problem, quote } from '../../declaration/problem';

type LlmInput = ServingInput<LlmInferenceServiceSpec>;

const PARALLELISM = 'serving.parallelism';
const SCALING = 'profile.autoscaling';
const CONFIG_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const SERVED_NAME = /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,252}[A-Za-z0-9])?$/;

/** @internal */
export function listLlmProblems(input: LlmInput): DeclarationProblem[] {
  const { serving } = input;
  return [
    ...listParallelismProblems(input),
    ...(serving.servedName === undefined || SERVED_NAME.test(serving.servedName)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            'serving.servedName',
            `${quote(
              serving.servedName,
            )} is no name of a model: use letters, digits, dots, dashes, underscores and slashes.`,
          ),
        ]),
    ...(serving.baseRefs ?? []).flatMap((ref, index) =>
      CONFIG_NAME.test(ref)
        ? []
        : [
            problem(
              'INVALID_NAME',
              `serving.baseRefs[${index}]`,
              `${quote(
                ref,
              )} cannot be the name of an LLMInferenceServiceConfig.`,
            ),
          ],
    ),
    ...listScalingProblems(input),
  ];
}

function listParallelismProblems({
  serving,
  profile,
}: LlmInput): DeclarationProblem[] {
  const { parallelism = {} } = serving;
  const counts = Object.entries(parallelism).filter(
    ([, value]) =>
      value !== undefined && !(Number.isInteger(value) && value > 0),
  );
  if (counts.length > 0) {
    return counts.map(([kind]) =>
      problem(
        'INVALID_VALUE',
        `${PARALLELISM}.${kind}`,
        'Give a whole number from 1.',
      ),
    );
  }
  const { tensor = 1, pipeline = 1, data = 1, dataLocal } = parallelism;
  const gpus = profile.gpu?.count;
  return [
    ...(pipeline > 1 && (data > 1 || dataLocal !== undefined)
      ? [
          problem(
            'CONFLICT',
            `${PARALLELISM}.data`,
            'KServe takes either pipeline or data parallelism: leave one out.',
          ),
        ]
      : []),
    ...(dataLocal !== undefined && parallelism.data === undefined
      ? [
          problem(
            'MISSING',
            `${PARALLELISM}.data`,
            'dataLocal is a part of data: say how many ranks there are.',
          ),
        ]
      : []),
    ...(dataLocal !== undefined && dataLocal > (parallelism.data ?? dataLocal)
      ? [
          problem(
            'CONFLICT',
            `${PARALLELISM}.dataLocal`,
            `${dataLocal} ranks in a pod are more than ${data} in all.`,
          ),
        ]
      : []),
    ...(gpus !== undefined && gpus > 0 && tensor > gpus
      ? [
          problem(
            'CONFLICT',
            `${PARALLELISM}.tensor`,
            `A model spread over ${tensor} GPUs does not start with the ${gpus} of this environment (profile.gpu.count).`,
          ),
        ]
      : []),
  ];
}

/** The workload-variant autoscaler has metrics of its own, and bounds only with a class. */
function listScalingProblems({
  profile: { autoscaling, replicas },
}: LlmInput): DeclarationProblem[] {
  const kind = autoscaling?.class;
  if (kind === 'kpa') {
    return [
      problem(
        'CONFLICT',
        `${SCALING}.class`,
        'kpa is the autoscaler of Knative, which serves no LLMInferenceService: choose hpa, keda or none.',
      ),
    ];
  }
  const ignored = [
    ...(['metric', 'target'] as const)
      .filter(key => autoscaling?.[key] !== undefined)
      .map(key =>
        problem(
          'IGNORED_FIELD',
          `${SCALING}.${key}`,
          'KServe scales an LLMInferenceService by metrics of its own: leave this out.',
        ),
      ),
  ];
  if (kind !== 'hpa' && kind !== 'keda') {
    return replicas?.max !== undefined && replicas.max !== replicas.min
      ? [
          ...ignored,
          problem(
            'IGNORED_FIELD',
            'profile.replicas.max',
            'Nothing scales this LLMInferenceService, and the upper bound would be ignored: choose the autoscaler hpa or keda, or leave it out.',
          ),
        ]
      : ignored;
  }
  return [
    ...ignored,
    ...(replicas?.max === undefined
      ? [
          problem(
            'MISSING',
            'profile.replicas.max',
            'An LLMInferenceService that is scaled needs an upper bound.',
          ),
        ]
      : []),
    ...(replicas?.min === 0
      ? [
          problem(
            'INVALID_VALUE',
            'profile.replicas.min',
            'An LLMInferenceService that is scaled keeps 1 replica at least.',
          ),
        ]
      : []),
  ];
}

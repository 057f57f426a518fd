import type {
  AutoscalingProfile,
  DeclarationProblem,
  InferenceServiceSpec,
  ServingInput,
} from '../../declaration';
import { problem, quote } from '../../declaration/problem';

type Mode = InferenceServiceSpec['deploymentMode'];

const CLASSES = ['hpa', 'keda', 'kpa', 'none'];
const FIELD = 'profile.autoscaling';

const METRICS: Readonly<Record<string, readonly string[]>> = {
  hpa: ['cpu', 'memory'],
  keda: ['cpu', 'memory', 'concurrency', 'rps'],
  kpa: ['concurrency', 'rps'],
  none: [],
};

/** @internal */
export function listAutoscalingProblems({
  serving: { deploymentMode },
  profile,
}: ServingInput<InferenceServiceSpec>): DeclarationProblem[] {
  const { autoscaling } = profile;
  if (autoscaling && !CLASSES.includes(autoscaling.class)) {
    return [
      problem(
        'INVALID_VALUE',
        `${FIELD}.class`,
        `${quote(
          autoscaling.class,
        )} is no autoscaler: choose one of ${CLASSES.join(', ')}.`,
      ),
    ];
  }
  return [
    ...listModeProblems(deploymentMode, autoscaling),
    ...listMetricProblems(deploymentMode, autoscaling),
    ...listTargetProblems(autoscaling),
    ...listZeroProblems(deploymentMode, profile),
    ...listFixedProblems(profile),
  ];
}

function listModeProblems(
  mode: Mode,
  autoscaling: AutoscalingProfile | undefined,
): DeclarationProblem[] {
  if (mode === 'Standard' && autoscaling?.class === 'kpa') {
    return [
      problem(
        'CONFLICT',
        `${FIELD}.class`,
        'kpa is the autoscaler of Knative, and Standard mode has no Knative: choose hpa or keda, or deploymentMode Knative.',
      ),
    ];
  }
  if (mode === 'Knative' && autoscaling?.class === 'keda') {
    return [
      problem(
        'IGNORED_FIELD',
        `${FIELD}.class`,
        'Knative scales its revisions itself and would ignore keda: choose kpa or hpa, or deploymentMode Standard.',
      ),
    ];
  }
  return [];
}

function listMetricProblems(
  mode: Mode,
  autoscaling: AutoscalingProfile | undefined,
): DeclarationProblem[] {
  if (!autoscaling || autoscaling.class === 'none') return [];
  const { metric, prometheus } = autoscaling;
  if (metric === undefined) return [];
  const metrics = METRICS[autoscaling.class];
  if (!metrics.includes(metric)) {
    return [
      problem(
        'INVALID_VALUE',
        `${FIELD}.metric`,
        `${autoscaling.class} does not scale by ${quote(
          metric,
        )}: choose ${metrics.join(' or ')}.`,
      ),
    ];
  }
  const isQueried =
    autoscaling.class === 'keda' && !['cpu', 'memory'].includes(metric);
  if (
    mode === 'Standard' &&
    isQueried &&
    !(prometheus?.serverAddress && prometheus.query)
  ) {
    return [
      problem(
        'MISSING',
        `${FIELD}.prometheus`,
        `KEDA asks Prometheus for ${metric}: give the address of the server and the query.`,
      ),
    ];
  }
  return [];
}

function listTargetProblems(
  autoscaling: AutoscalingProfile | undefined,
): DeclarationProblem[] {
  if (!autoscaling || autoscaling.class === 'none') return [];
  const { metric, target } = autoscaling;
  const field = `${FIELD}.target`;
  if (target === undefined) {
    // KServe has a default for the CPU, and Knative for requests; nobody has one for these.
    const isNeeded =
      metric === 'memory' ||
      (autoscaling.class === 'keda' &&
        metric !== undefined &&
        metric !== 'cpu');
    return isNeeded
      ? [
          problem(
            'MISSING',
            field,
            `Say at how much ${metric} a replica is added.`,
          ),
        ]
      : [];
  }
  if (!Number.isInteger(target) || target < 1) {
    return [problem('INVALID_VALUE', field, 'Give a whole number from 1.')];
  }
  const isPercent = metric
    ? ['cpu', 'memory'].includes(metric)
    : autoscaling.class !== 'kpa';
  return isPercent && target > 100
    ? [
        problem(
          'INVALID_VALUE',
          field,
          `${target} is no percentage: give 1 to 100.`,
        ),
      ]
    : [];
}

/** KServe's HorizontalPodAutoscaler has at least one replica, whatever `minReplicas` says. */
function listZeroProblems(
  mode: Mode,
  { replicas, autoscaling }: ServingInput['profile'],
): DeclarationProblem[] {
  if (replicas?.min !== 0) return [];
  const kind = autoscaling?.class;
  const field = 'profile.replicas.min';
  if (kind === 'hpa' || (mode === 'Standard' && kind === undefined)) {
    return [
      problem(
        'IGNORED_FIELD',
        field,
        'A HorizontalPodAutoscaler keeps one replica at least, and 0 would be ignored: use keda with a Prometheus query, or Knative.',
      ),
    ];
  }
  const hasEvents =
    autoscaling?.metric === 'concurrency' || autoscaling?.metric === 'rps';
  if (kind === 'keda' && !hasEvents) {
    return [
      problem(
        'CONFLICT',
        field,
        'KEDA cannot wake up a model without replicas by its CPU or memory: scale by concurrency or rps.',
      ),
    ];
  }
  if (kind === 'none' && mode === 'Knative') {
    return [
      problem(
        'CONFLICT',
        field,
        'In Knative an upper bound of 0 means no bound: give at least 1 replica, or leave out the class none.',
      ),
    ];
  }
  return [];
}

function listFixedProblems({
  replicas,
  autoscaling,
}: ServingInput['profile']): DeclarationProblem[] {
  if (autoscaling?.class !== 'none') return [];
  const ignored: [string, unknown][] = [
    [`${FIELD}.metric`, autoscaling.metric],
    [`${FIELD}.target`, autoscaling.target],
  ];
  return [
    ...ignored
      .filter(([, value]) => value !== undefined)
      .map(([field]) =>
        problem(
          'IGNORED_FIELD',
          field,
          'Nothing scales the model with the class none: leave this out, or choose hpa or keda.',
        ),
      ),
    ...(replicas?.max !== undefined && replicas.max !== replicas.min
      ? [
          problem(
            'IGNORED_FIELD',
            'profile.replicas.max',
            'The class none keeps replicas.min, and the upper bound would be ignored: leave it out, or choose hpa or keda.',
          ),
        ]
      : []),
  ];
}

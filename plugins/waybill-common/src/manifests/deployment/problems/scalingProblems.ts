import type { DeclarationProblem, EnvironmentProfile } from '../../declaration';
import { scalingOf, type Scaling } from '../autoscaling';
import { isText, isWhole, problem, quote } from '../../declaration/problem';

const CLASSES = ['hpa', 'keda', 'kpa', 'none'];
const METRICS = ['cpu', 'memory', 'concurrency', 'rps'];
const ADDRESS = /^https?:\/\/[^\s/@]+(\/[^\s]*)?$/;
const QUERY = /^[^\0]+$/;

/** What keeps a Deployment from being scaled as it is declared. @internal */
export function listScalingProblems(
  profile: EnvironmentProfile,
): DeclarationProblem[] {
  const { autoscaling } = profile;
  const wrong = listWordProblems(autoscaling);
  if (wrong.length > 0) return wrong;
  if (autoscaling?.class === 'kpa') {
    return [
      problem(
        'CONFLICT',
        'profile.autoscaling.class',
        'kpa is the autoscaler of Knative, and no Deployment has it: use hpa, keda or none.',
      ),
    ];
  }
  const scaling = scalingOf(profile);
  if (!scaling) return listFixedProblems(profile);
  return [
    ...listBoundProblems(profile, scaling),
    ...(scaling.metric === 'cpu' || scaling.metric === 'memory'
      ? listUsageProblems(profile, scaling, scaling.metric)
      : listQueryProblems(scaling)),
  ];
}

function listWordProblems(
  autoscaling: EnvironmentProfile['autoscaling'],
): DeclarationProblem[] {
  if (!autoscaling) return [];
  const { class: kind, metric, target } = autoscaling;
  const problems: DeclarationProblem[] = [];
  if (!CLASSES.includes(kind)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.autoscaling.class',
        `${quote(kind)} is no autoscaler: use ${CLASSES.join(', ')}.`,
      ),
    );
  }
  if (metric !== undefined && !METRICS.includes(metric)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.autoscaling.metric',
        `${quote(metric)} is nothing to scale by: use ${METRICS.join(', ')}.`,
      ),
    );
  }
  if (target !== undefined && !isWhole(target, 1, 1_000_000)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.autoscaling.target',
        `${quote(
          target,
        )} is no target: use a whole number, percent for cpu and memory.`,
      ),
    );
  }
  return problems;
}

function listFixedProblems({
  replicas,
  autoscaling,
}: EnvironmentProfile): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  if (replicas?.max !== undefined && replicas.max > replicas.min) {
    problems.push(
      problem(
        'IGNORED_FIELD',
        'profile.replicas.max',
        'With autoscaling.class none there are always replicas.min pods: leave max out, or choose an autoscaler.',
      ),
    );
  }
  for (const key of ['metric', 'target', 'prometheus'] as const) {
    if (autoscaling?.[key] !== undefined) {
      problems.push(
        problem(
          'IGNORED_FIELD',
          `profile.autoscaling.${key}`,
          'Nothing scales with the class none: leave it out, or choose hpa or keda.',
        ),
      );
    }
  }
  return problems;
}

function listBoundProblems(
  { replicas }: EnvironmentProfile,
  { class: kind, min, metric }: Scaling,
): DeclarationProblem[] {
  if (replicas?.max === undefined) {
    return [
      problem(
        'MISSING',
        'profile.replicas.max',
        `The autoscaler ${kind} needs to know how many replicas there may be: give replicas.max.`,
      ),
    ];
  }
  const canSleep = kind === 'keda' && metric !== 'cpu' && metric !== 'memory';
  return min === 0 && !canSleep
    ? [
        problem(
          'CONFLICT',
          'profile.replicas.min',
          `Scaled by ${metric} there is always one replica: with none there is nothing to measure. Use min 1, or keda with rps.`,
        ),
      ]
    : [];
}

/** A share of nothing cannot be computed: the autoscaler would report an error and do nothing. */
function listUsageProblems(
  { resources, autoscaling }: EnvironmentProfile,
  { target }: Scaling,
  metric: 'cpu' | 'memory',
): DeclarationProblem[] {
  const problems: DeclarationProblem[] = [];
  const isAsked =
    resources?.requests?.[metric] !== undefined ||
    resources?.limits?.[metric] !== undefined;
  if (!isAsked) {
    problems.push(
      problem(
        'MISSING',
        `profile.resources.requests.${metric}`,
        `The autoscaler measures ${metric} as a share of what is requested, and nothing is: give profile.resources.requests.${metric}.`,
      ),
    );
  }
  if (target > 1000) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.autoscaling.target',
        `${target} percent of the requested ${metric} is never reached: use up to 1000.`,
      ),
    );
  }
  if (autoscaling?.prometheus) {
    problems.push(
      problem(
        'IGNORED_FIELD',
        'profile.autoscaling.prometheus',
        `Kubernetes measures ${metric} itself: leave it out, or scale by rps or concurrency.`,
      ),
    );
  }
  return problems;
}

function listQueryProblems({
  class: kind,
  metric,
  prometheus,
}: Scaling): DeclarationProblem[] {
  if (kind === 'hpa') {
    return [
      problem(
        'CONFLICT',
        'profile.autoscaling.metric',
        `A HorizontalPodAutoscaler of a Deployment knows cpu and memory alone: use keda for ${metric}.`,
      ),
    ];
  }
  if (!prometheus) {
    return [
      problem(
        'MISSING',
        'profile.autoscaling.prometheus',
        `KEDA reads ${metric} from Prometheus: give its address and a query.`,
      ),
    ];
  }
  return [
    ...(isText(prometheus.serverAddress, ADDRESS, 1024)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            'profile.autoscaling.prometheus.serverAddress',
            `${quote(
              prometheus.serverAddress,
            )} is no address of a Prometheus: give an http(s) URL without credentials.`,
          ),
        ]),
    ...(isText(prometheus.query, QUERY, 8_192)
      ? []
      : [
          problem(
            'INVALID_VALUE',
            'profile.autoscaling.prometheus.query',
            'The query is empty or longer than 8192 characters.',
          ),
        ]),
  ];
}

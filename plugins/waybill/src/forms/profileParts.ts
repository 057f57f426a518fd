import type {
  EnvironmentProfile,
  ResourceProfile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  DEFAULT_GPU,
  describeResources,
  resourceChoiceOf,
} from './resourcePresets';

/** The profile with other parts; those that are `undefined` are gone. */
export function withParts(
  profile: EnvironmentProfile,
  parts: Partial<EnvironmentProfile>,
): EnvironmentProfile {
  return Object.fromEntries(
    Object.entries({ ...profile, ...parts }).filter(
      ([, part]) => part !== undefined,
    ),
  );
}

/** One thing that a profile says, in words. */
export interface ProfilePart {
  readonly id: string;
  readonly title: string;
  readonly describe: (profile: EnvironmentProfile) => string;
}

/** What nothing is said of. */
export const NOT_SET = '–';

/** In the order in which they are shown. */
export const PROFILE_PARTS: readonly ProfilePart[] = [
  {
    id: 'replicas',
    title: 'Replicas',
    describe: ({ replicas }) => (replicas ? range(replicas) : NOT_SET),
  },
  { id: 'resources', title: 'Resources', describe: describeSize },
  {
    id: 'gpu',
    title: 'GPUs',
    describe: ({ gpu }) =>
      gpu?.count
        ? `${gpu.count}${
            (gpu.resource ?? DEFAULT_GPU) === DEFAULT_GPU
              ? ''
              : ` ${gpu.resource}`
          }`
        : 'none',
  },
  {
    id: 'autoscaling',
    title: 'Autoscaling',
    describe: ({ autoscaling }) =>
      !autoscaling || autoscaling.class === 'none'
        ? 'none'
        : describeScaling(autoscaling),
  },
  {
    id: 'canary',
    title: 'Canary',
    describe: ({ canary }) =>
      canary ? `${canary.trafficPercent} % ${canary.version}` : 'none',
  },
  {
    id: 'syntheticLoad',
    title: 'Synthetic load',
    describe: ({ syntheticLoad: load }) =>
      load
        ? `${load.requestsPerSecond}/s for ${load.durationSeconds} s`
        : 'none',
  },
  {
    id: 'isMonitored',
    title: 'Monitoring',
    describe: ({ isMonitored }) => (isMonitored ? 'Prometheus' : 'none'),
  },
  {
    id: 'disruptionBudget',
    title: 'Kept when nodes are drained',
    describe: ({ disruptionBudget: budget }) => {
      if (!budget) return NOT_SET;
      return 'minAvailable' in budget
        ? `at least ${budget.minAvailable}`
        : `all but ${budget.maxUnavailable}`;
    },
  },
  {
    id: 'logLevel',
    title: 'Log',
    describe: ({ logLevel }) => logLevel ?? NOT_SET,
  },
  { id: 'others', title: 'Besides', describe: describeOthers },
];

function range({ min, max }: { min: number; max?: number }): string {
  return max === undefined || max === min ? `${min}` : `${min} to ${max}`;
}

function describeSize(profile: ResourceProfile): string {
  return (
    resourceChoiceOf({ resources: profile.resources })?.title ??
    (describeResources(profile) || NOT_SET)
  );
}

function describeScaling({
  class: scaler,
  metric,
  target,
}: NonNullable<EnvironmentProfile['autoscaling']>): string {
  const isShare = metric === 'cpu' || metric === 'memory';
  const aim = target === undefined ? '' : ` at ${target}${isShare ? ' %' : ''}`;
  return [scaler.toUpperCase(), metric && `${metric}${aim}`]
    .filter(Boolean)
    .join(', ');
}

function describeOthers({
  env,
  nodeSelector,
  tolerations,
}: EnvironmentProfile): string {
  const counted = (count: number, what: string) =>
    count > 0 ? `${count} ${what}${count === 1 ? '' : 's'}` : '';
  return (
    [
      counted(Object.keys(env ?? {}).length, 'variable'),
      counted(Object.keys(nodeSelector ?? {}).length, 'node label'),
      counted(tolerations?.length ?? 0, 'toleration'),
    ]
      .filter(Boolean)
      .join(', ') || NOT_SET
  );
}

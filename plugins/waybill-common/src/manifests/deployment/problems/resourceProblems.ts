import type { DeclarationProblem, EnvironmentProfile } from '../../declaration';
import { DEFAULT_GPU_RESOURCE } from '../../kserve/containerSettings';
import { isText, isWhole, problem, quote } from '../../declaration/problem';
import { parseQuantity } from './quantity';

const RESOURCE_NAME =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const NATIVE = new Set(['cpu', 'memory', 'ephemeral-storage']);
const MAX_RESOURCES = 32;
const MAX_GPUS = 64;

type Resources = NonNullable<EnvironmentProfile['resources']>;

/** What Kubernetes says of resources, and what it says only when a pod is to be scheduled. @internal */
export function listResourceProblems(
  profile: EnvironmentProfile,
): DeclarationProblem[] {
  const { resources = {}, gpu } = profile;
  return [
    ...listQuantityProblems(resources, 'requests'),
    ...listQuantityProblems(resources, 'limits'),
    ...listLimitProblems(resources),
    ...listGpuProblems(resources, gpu),
  ];
}

function listQuantityProblems(
  resources: Resources,
  part: 'requests' | 'limits',
): DeclarationProblem[] {
  const entries = Object.entries(resources[part] ?? {});
  if (entries.length > MAX_RESOURCES) {
    return [
      problem(
        'INVALID_VALUE',
        `profile.resources.${part}`,
        `${entries.length} resources are more than the ${MAX_RESOURCES} that are looked at: give fewer.`,
      ),
    ];
  }
  return entries.flatMap(([name, value]) => {
    const field = `profile.resources.${part}.${name.slice(0, 80)}`;
    if (!isText(name, RESOURCE_NAME, 317)) {
      return [
        problem(
          'INVALID_VALUE',
          field,
          `${quote(
            name,
          )} is no name of a resource: give one such as cpu, memory or nvidia.com/gpu.`,
        ),
      ];
    }
    if (isExtended(name) && !isNativeByName(name) && !name.includes('/')) {
      return [
        problem(
          'INVALID_VALUE',
          field,
          `Kubernetes knows no resource ${quote(
            name,
          )}: use cpu, memory, ephemeral-storage, or a full name such as nvidia.com/gpu.`,
        ),
      ];
    }
    return parseQuantity(value) === undefined
      ? [
          problem(
            'INVALID_VALUE',
            field,
            `${quote(value)} is no quantity: write it as 500m, 2 or 8Gi.`,
          ),
        ]
      : [];
  });
}

function isNativeByName(name: string): boolean {
  return NATIVE.has(name) || name.startsWith('hugepages-');
}

/** One of a device plugin, such as a GPU: it comes whole, and is not shared. */
function isExtended(name: string): boolean {
  return !isNativeByName(name);
}

function listLimitProblems({
  requests = {},
  limits = {},
}: Resources): DeclarationProblem[] {
  const problems = Object.entries(requests).flatMap(([name, value]) => {
    const field = `profile.resources.requests.${name.slice(0, 80)}`;
    const asked = parseQuantity(value);
    const limit = parseQuantity(limits[name]);
    if (asked === undefined) return [];
    if (isExtended(name) && limits[name] === undefined) {
      return [
        problem(
          'MISSING',
          field,
          `${name} is requested without a limit, and Kubernetes refuses such a pod: give the same number as limit, or use profile.gpu.`,
        ),
      ];
    }
    if (limit === undefined) return [];
    if (isExtended(name) ? asked !== limit : asked > limit) {
      return [
        problem(
          'CONFLICT',
          field,
          isExtended(name)
            ? `${name} is requested ${value} times and limited to ${limits[name]}: both must be the same.`
            : `The request ${value} of ${name} is above its limit ${limits[name]}: lower it, or raise the limit.`,
        ),
      ];
    }
    return [];
  });
  const fractions = Object.entries(limits).flatMap(([name, value]) =>
    isExtended(name) && !Number.isInteger(parseQuantity(value) ?? 0)
      ? [
          problem(
            'INVALID_VALUE',
            `profile.resources.limits.${name.slice(0, 80)}`,
            `${value} of ${name}: only whole ones are given to a pod.`,
          ),
        ]
      : [],
  );
  return [...problems, ...fractions];
}

function listGpuProblems(
  { requests = {}, limits = {} }: Resources,
  gpu: EnvironmentProfile['gpu'],
): DeclarationProblem[] {
  if (!gpu) return [];
  const resource = gpu.resource ?? DEFAULT_GPU_RESOURCE;
  const problems: DeclarationProblem[] = [];
  if (!isWhole(gpu.count, 0, MAX_GPUS)) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.gpu.count',
        `${quote(
          gpu.count,
        )} GPUs cannot be given to a pod: use a whole number from 0 to ${MAX_GPUS}.`,
      ),
    );
  }
  if (!isText(resource, RESOURCE_NAME, 317) || !resource.includes('/')) {
    problems.push(
      problem(
        'INVALID_VALUE',
        'profile.gpu.resource',
        `${quote(
          resource,
        )} is no resource of a device: give its full name, such as ${DEFAULT_GPU_RESOURCE}.`,
      ),
    );
  }
  if (requests[resource] !== undefined || limits[resource] !== undefined) {
    problems.push(
      problem(
        'CONFLICT',
        'profile.gpu',
        `${resource} stands in profile.resources as well: say it in one place.`,
      ),
    );
  }
  return problems;
}

import type { EnvironmentProfile } from '../declaration';

/** A variable as Kubernetes writes it. @internal */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** `resources` of a container. @internal */
export interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** What a GPU is called where nobody says it. @internal */
export const DEFAULT_GPU_RESOURCE = 'nvidia.com/gpu';

/**
 * Requests and limits of the model server. A GPU is both: Kubernetes takes no other.
 *
 * @internal
 */
export function buildResources({
  resources,
  gpu,
}: Pick<EnvironmentProfile, 'resources' | 'gpu'>): Resources | undefined {
  const gpus: Readonly<Record<string, string>> =
    gpu && gpu.count > 0
      ? { [gpu.resource ?? DEFAULT_GPU_RESOURCE]: String(gpu.count) }
      : {};
  const requests = { ...resources?.requests, ...gpus };
  const limits = { ...resources?.limits, ...gpus };
  const hasRequests = Object.keys(requests).length > 0;
  const hasLimits = Object.keys(limits).length > 0;
  if (!hasRequests && !hasLimits) return undefined;
  return { ...(hasRequests && { requests }), ...(hasLimits && { limits }) };
}

/**
 * Variables in the order in which they are first named; the last value wins.
 *
 * @internal
 */
export function buildVariables(
  ...parts: readonly (Readonly<Record<string, string>> | undefined)[]
): Variable[] {
  return Object.entries(Object.assign({}, ...parts)).map(([name, value]) => ({
    name,
    value: String(value),
  }));
}

import type {
  KubernetesManifest,
  RunningControlPlane,
} from '../../../controlPlane';
import { waitUntil } from '../../../processes';
import type { Tools } from '../../../tools';

/** One cluster that is three environments: each has its namespace. */
export interface ClusterPlace {
  readonly plane: RunningControlPlane;
  readonly tools: Tools;
  readonly folder: string;
  readonly signal: AbortSignal;
}

export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export const kubectlOf = ({ plane }: ClusterPlace) => plane.clusters[0].kubectl;

const DEADLINE_MS = 180_000;

/** An object as the API server gives it. */
export interface LiveObject extends KubernetesManifest {
  readonly status?: Readonly<Record<string, unknown>>;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** `Deployment.v1.apps`: kubectl finds no other kind of the same name. */
export function kindArgument({
  apiVersion,
  kind,
}: Pick<KubernetesManifest, 'apiVersion' | 'kind'>): string {
  const [group, version] = apiVersion.split('/');
  return version ? `${kind}.${version}.${group}` : kind;
}

/** Waits until an object is as it is to be, and gives it. */
export async function untilObject(
  place: ClusterPlace,
  object: {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
  },
  what: string,
  is: (found: LiveObject) => boolean = () => true,
): Promise<LiveObject> {
  let last: LiveObject | undefined;
  return await waitUntil(
    async () => {
      last = await kubectlOf(place).find<LiveObject>([
        object.kind,
        object.name,
        '--namespace',
        object.namespace,
      ]);
      return last && is(last) ? last : undefined;
    },
    {
      what: `${object.kind} ${object.namespace}/${object.name}: ${what}`,
      deadlineMs: DEADLINE_MS,
      intervalMs: 500,
      signal: place.signal,
      describe: () => JSON.stringify(last?.status ?? 'not there', null, 1),
    },
  );
}

export function conditionOf(
  { status }: LiveObject,
  type: string,
): Condition | undefined {
  const { conditions } = (status ?? {}) as {
    conditions?: readonly Condition[];
  };
  return conditions?.find(condition => condition.type === type);
}

export const isTrue = (object: LiveObject, type: string) =>
  conditionOf(object, type)?.status === 'True';

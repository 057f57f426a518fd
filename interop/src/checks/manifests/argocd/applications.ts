import type { ArgoPlace } from './ArgoPlace';
import { ARGOCD_NAMESPACE } from '../../../controlPlane';
import { waitUntil } from '../../../processes';

/** The part of an Application that is read here. */
export interface Application {
  readonly metadata: {
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string };
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
    };
    readonly history?: readonly object[];
    readonly conditions?: readonly {
      readonly type: string;
      readonly message: string;
    }[];
    readonly resources?: readonly {
      readonly kind: string;
      readonly status?: string;
      readonly health?: { readonly status?: string; readonly message?: string };
    }[];
  };
}

const DEADLINE_MS = 180_000;
const REFRESH = 'argocd.argoproj.io/refresh';

/** Waits until an Application is as it is to be, and gives it. */
export async function untilApplication(
  { plane, signal }: ArgoPlace,
  name: string,
  what: string,
  is: (application: Application) => boolean,
): Promise<Application> {
  const [{ kubectl }] = plane.clusters;
  let last: Application | undefined;
  return await waitUntil(
    async () => {
      last = await kubectl.find<Application>([
        'application',
        name,
        '--namespace',
        ARGOCD_NAMESPACE,
      ]);
      return last && is(last) ? last : undefined;
    },
    {
      what: `the Application ${name}: ${what}`,
      deadlineMs: DEADLINE_MS,
      intervalMs: 500,
      signal,
      describe: () => JSON.stringify(last?.status ?? 'not there', null, 1),
    },
  );
}

/** Has Argo CD compare it anew, from the source on, and waits until it has. */
export async function refresh(
  place: ArgoPlace,
  name: string,
): Promise<Application> {
  const [{ kubectl }] = place.plane.clusters;
  await kubectl.run([
    'annotate',
    'application',
    name,
    '--namespace',
    ARGOCD_NAMESPACE,
    '--overwrite',
    `${REFRESH}=hard`,
  ]);
  return untilApplication(
    place,
    name,
    'is compared anew',
    ({ metadata }) => metadata.annotations?.[REFRESH] === undefined,
  );
}

/** What Argo CD says of the InferenceService of an Application. */
export function servingHealth({ status }: Application): {
  readonly status?: string;
  readonly message?: string;
} {
  return (
    status?.resources?.find(({ kind }) => kind === 'InferenceService')
      ?.health ?? {}
  );
}

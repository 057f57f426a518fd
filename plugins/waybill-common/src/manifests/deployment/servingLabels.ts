import { LABEL_KUBERNETES_ID } from '../kserve/kserveWords';

/** The version that most clients get, and those under trial: `canary`, `canary-2` … @internal */
export type ServingTrack = 'stable' | `canary${string}`;

/** Name of a track's Deployment and Service. @internal */
export function trackName(name: string, track: ServingTrack): string {
  return track === 'stable' ? name : `${name}-${track}`;
}

/** What selects the pods of one track. A Deployment can never change it. @internal */
export function selectorLabels(
  name: string,
  track: ServingTrack,
): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': trackName(name, track),
  };
}

/** Labels of every object of a model that is served by a Deployment. @internal */
export function servingLabels(
  name: string,
  track: ServingTrack = 'stable',
): Readonly<Record<string, string>> {
  return {
    ...selectorLabels(name, track),
    'app.kubernetes.io/component': 'model-server',
    'app.kubernetes.io/managed-by': 'waybill',
    [LABEL_KUBERNETES_ID]: name,
  };
}

import { buildArgoProject } from '@waybill/backstage-plugin-waybill-common';
import type { KubernetesManifest } from '../../../controlPlane';
import { PROJECT, type ArgoPlace } from './ArgoPlace';
import {
  deliverFromGit,
  deliverFromRegistry,
  type DeliveredModel,
} from './deliveredModels';

type Delivery = readonly [
  string,
  (place: ArgoPlace) => Promise<DeliveredModel>,
];

const CHART = { form: 'helm' } as const;

/** Each way in which Argo CD comes to a model. */
export const DELIVERIES: readonly Delivery[] = [
  ['from Git', place => deliverFromGit(place, 'iris-git')],
  ['from Git, as a chart', place => deliverFromGit(place, 'iris-chart', CHART)],
  [
    'from a registry by tag',
    place => deliverFromRegistry(place, 'iris-tag', 'tag'),
  ],
  [
    'from a registry, as a chart',
    place => deliverFromRegistry(place, 'iris-oci-chart', 'tag', CHART),
  ],
  [
    'from a registry by digest',
    place => deliverFromRegistry(place, 'iris-digest', 'digest'),
  ],
  [
    'from a registry by a range of versions',
    place => deliverFromRegistry(place, 'iris-range', 'semver'),
  ],
];

/** Each model has one of its own, by its name. */
const NAMESPACES = [
  'iris-git',
  'iris-chart',
  'iris-oci-chart',
  'iris-tag',
  'iris-digest',
  'iris-range',
  'iris-broken',
  'iris-set',
];

/** What the team of all these models may deliver. */
export function projectOf({ plane }: ArgoPlace): KubernetesManifest {
  const { registry, git, clusters } = plane;
  return buildArgoProject({
    project: PROJECT,
    sourceRepos: [
      `oci://${registry.host}/models/*`,
      `${git.url}/${git.username}/*`,
    ],
    destinations: NAMESPACES.map(namespace => ({
      server: clusters[0].url,
      namespace,
    })),
    operators: ['ml-leads'],
    viewers: ['ml-team'],
  }) as KubernetesManifest;
}

import { MODEL_KINDS } from '../delivery/modelKinds';
import { checkFields, refuse } from '../delivery/refuse';
import { serverUrlFault } from '../delivery/deliveryGrammar';
import { checkGroup } from '../flux/fluxTenant';
import type { KubernetesManifest } from '../kubernetes';
import { ARGOCD_NAMESPACE, ARGOCD_OWN_CLUSTER } from './argoApplication';

/** A team, and what it may deliver whereto. @public */
export interface ArgoProjectInput {
  readonly project: string;
  readonly description?: string;
  /** `https://git.example.com/ml/*`, `oci://registry.example.com/models/*` */
  readonly sourceRepos: readonly string[];
  readonly destinations: readonly {
    /** Default: the cluster in which Argo CD runs. */
    readonly server?: string;
    readonly namespace: string;
  }[];
  /** Groups that may sync, roll back and see logs of the project's applications. */
  readonly operators?: readonly string[];
  /** Groups that may look at them. */
  readonly viewers?: readonly string[];
  /** Namespace of Argo CD. Default `argocd`. */
  readonly controlNamespace?: string;
}

const MAX_ENTRIES = 100;

/**
 * An AppProject: a team's sources, destinations, roles, and the kinds that it may deliver; nothing of the cluster.
 *
 * @throws ManifestError `INVALID_NAME`, `INVALID_VALUE`, `MISSING`
 * @public
 */
export function buildArgoProject(input: ArgoProjectInput): KubernetesManifest {
  checkProject(input);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: input.project,
      namespace: input.controlNamespace ?? ARGOCD_NAMESPACE,
    },
    spec: {
      ...(input.description && { description: input.description }),
      sourceRepos: input.sourceRepos,
      destinations: input.destinations.map(({ server, namespace }) => ({
        server: server ?? ARGOCD_OWN_CLUSTER,
        namespace,
      })),
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: MODEL_KINDS.flatMap(({ group, kinds }) =>
        Object.keys(kinds).map(kind => ({ group, kind })),
      ),
      orphanedResources: { warn: false },
      roles: [
        ...role(input, 'operator', input.operators, [
          'get',
          'sync',
          'action/*',
        ]),
        ...role(input, 'viewer', input.viewers, ['get']),
      ],
    },
  };
}

function role(
  { project }: ArgoProjectInput,
  name: string,
  groups: readonly string[] | undefined,
  actions: readonly string[],
): object[] {
  if (!groups?.length) return [];
  const subject = `proj:${project}:${name}`;
  const logs = `p, ${subject}, logs, get, ${project}/*, allow`;
  return [
    {
      name,
      groups,
      policies: [
        ...actions.map(
          action =>
            `p, ${subject}, applications, ${action}, ${project}/*, allow`,
        ),
        ...(name === 'operator' ? [logs] : []),
      ],
    },
  ];
}

function checkProject(input: ArgoProjectInput): void {
  const { sourceRepos, destinations, operators = [], viewers = [] } = input;
  checkFields([
    ['project', 'label', input.project],
    ['controlNamespace', 'label', input.controlNamespace],
    ...destinations.map(
      ({ namespace }, index) =>
        [`destinations[${index}].namespace`, 'label', namespace] as const,
    ),
  ]);
  if (input.project === 'default') {
    refuse(
      'INVALID_NAME',
      'project',
      "'default' is Argo CD's own project, which may do everything: give the team one of its own",
    );
  }
  const lists = { sourceRepos, destinations, operators, viewers };
  for (const [field, list] of Object.entries(lists)) {
    if (list.length > MAX_ENTRIES) {
      refuse('INVALID_VALUE', field, `There may be ${MAX_ENTRIES} at most`);
    }
  }
  if (sourceRepos.length === 0 || destinations.length === 0) {
    refuse(
      'MISSING',
      sourceRepos.length === 0 ? 'sourceRepos' : 'destinations',
      `The project '${input.project}' could deliver nothing: name its sources and its destinations`,
    );
  }
  sourceRepos.forEach((glob, index) => checkSource(index, glob));
  destinations.forEach(({ server }, index) => {
    const fault = server === undefined ? undefined : serverUrlFault(server);
    if (fault) refuse('INVALID_VALUE', `destinations[${index}].server`, fault);
  });
  operators.forEach(group => checkGroup('operators', group));
  viewers.forEach(group => checkGroup('viewers', group));
}

/** A star for the host, or for everything, would let a team deliver what anybody wrote. */
function checkSource(index: number, glob: string): void {
  const match =
    /^(?:https?|oci|ssh):\/\/(?:[\w-]+@)?([A-Za-z0-9.:-]+)\/(\S+)$/.exec(glob);
  if (!match) {
    refuse(
      'INVALID_VALUE',
      `sourceRepos[${index}]`,
      "A source is a URL with its host, such as 'oci://registry.example.com/models/*', without credentials",
    );
  }
}

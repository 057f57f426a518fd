import {
  type GroupVersion,
  type KindCatalog,
  type KindDefinition,
} from '../kinds';
import { eventsGroup } from './eventsGroup';

const verbs = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];
const statusVerbs = ['get', 'patch', 'update'];

/** Content type (and Accept) of the aggregated form that kubectl asks for since 1.26. */
export const aggregatedType =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Whether a client takes the aggregated form. */
export function acceptsAggregated(accept: string | undefined): boolean {
  return (accept ?? '')
    .split(',')
    .some(
      range =>
        /as=apigroupdiscoverylist/i.test(range) && /v=v2(\s|;|$)/i.test(range),
    );
}

/** All groups with their versions, events under their second group too. */
export function servedVersions(kinds: KindCatalog): GroupVersion[] {
  const event = kinds.kindNamed('Event');
  const extra = event
    ? [{ group: eventsGroup, version: 'v1', kinds: [event] }]
    : [];
  return [...kinds.groupVersions(), ...extra];
}

function subresourcesOf(
  kind: KindDefinition,
): { name: string; kind: string; verbs: string[] }[] {
  return [
    ...(kind.hasStatus
      ? [{ name: 'status', kind: kind.kind, verbs: statusVerbs }]
      : []),
    ...(kind.hasScale
      ? [{ name: 'scale', kind: 'Scale', verbs: statusVerbs }]
      : []),
    ...(kind.kind === 'Pod'
      ? [{ name: 'log', kind: 'Pod', verbs: ['get'] }]
      : []),
  ];
}

/** The `APIGroupDiscoveryList` of the core group (`isCore`) or of all others. */
export function aggregatedDiscovery(
  kinds: KindCatalog,
  isCore: boolean,
): unknown {
  const versions = servedVersions(kinds).filter(
    ({ group }) => (group === '') === isCore,
  );
  const groups = [...new Set(versions.map(({ group }) => group))];
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(group => ({
      metadata: group
        ? { name: group, creationTimestamp: null }
        : { creationTimestamp: null },
      versions: versions
        .filter(entry => entry.group === group)
        .map(aggregatedVersion),
    })),
  };
}

function aggregatedVersion({ group, version, kinds }: GroupVersion): unknown {
  const responseKind = (kind: string) => ({ group, version, kind });
  return {
    version,
    resources: kinds.map(kind => ({
      resource: kind.plural,
      responseKind: responseKind(kind.kind),
      scope: kind.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: kind.kind.toLowerCase(),
      verbs,
      ...(kind.shortNames && { shortNames: kind.shortNames }),
      ...(kind.categories && { categories: kind.categories }),
      subresources: subresourcesOf(kind).map(subresource => ({
        subresource: subresource.name,
        responseKind: responseKind(subresource.kind),
        verbs: subresource.verbs,
      })),
    })),
    freshness: 'Current',
  };
}

/** `/api` in its old form. */
export function coreVersions(): unknown {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [],
  };
}

/** `/apis` in its old form. */
export function groupList(kinds: KindCatalog): unknown {
  const groups = [
    ...new Set(servedVersions(kinds).map(({ group }) => group)),
  ].filter(group => group !== '');
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(group => groupOf(kinds, group)),
  };
}

/** `/apis/<group>`; undefined when nothing of the group is served. */
export function groupOf(kinds: KindCatalog, group: string): unknown {
  const versions = servedVersions(kinds)
    .filter(entry => entry.group === group)
    .map(({ version }) => ({ groupVersion: `${group}/${version}`, version }));
  if (group === '' || versions.length === 0) return undefined;
  return {
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: group,
    versions,
    preferredVersion: versions[0],
  };
}

/** `/api/v1` and `/apis/<group>/<version>`; undefined when it is not served. */
export function resourceList(
  kinds: KindCatalog,
  group: string,
  version: string,
): unknown {
  const found = servedVersions(kinds).find(
    entry => entry.group === group && entry.version === version,
  );
  if (!found) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group ? `${group}/${version}` : version,
    resources: found.kinds.flatMap(kind => [
      {
        name: kind.plural,
        singularName: kind.kind.toLowerCase(),
        namespaced: kind.namespaced,
        kind: kind.kind,
        verbs,
        ...(kind.shortNames && { shortNames: kind.shortNames }),
        ...(kind.categories && { categories: kind.categories }),
      },
      ...subresourcesOf(kind).map(subresource => ({
        name: `${kind.plural}/${subresource.name}`,
        singularName: '',
        namespaced: kind.namespaced,
        kind: subresource.kind,
        verbs: subresource.verbs,
      })),
    ]),
  };
}

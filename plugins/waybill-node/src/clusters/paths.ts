import type { ObservedKind } from '@waybill/backstage-plugin-waybill-common';

/** Path of a kind's collection: in one namespace, or in all where none is given. @internal */
export function collectionPath(
  kind: Pick<ObservedKind, 'group' | 'version' | 'plural'>,
  namespace?: string,
): string {
  const root = kind.group
    ? `/apis/${encode(kind.group)}/${encode(kind.version)}`
    : `/api/${encode(kind.version)}`;
  const scope = namespace ? `/namespaces/${encode(namespace)}` : '';
  return `${root}${scope}/${encode(kind.plural)}`;
}

/** Path of a pod's log. @internal */
export function podLogPath(pod: { namespace: string; name: string }): string {
  return `/api/v1/namespaces/${encode(pod.namespace)}/pods/${encode(
    pod.name,
  )}/log`;
}

// encodeURIComponent leaves `.` and `..` alone, and a URL parser would climb on them.
function encode(segment: string): string {
  return segment === '.' || segment === '..'
    ? segment.replaceAll('.', '%2E')
    : encodeURIComponent(segment);
}

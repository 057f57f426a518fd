import { readObject } from '../api';
import { fieldAt, isJsonObject } from '../fieldPath';
import type { JsonObject, KubernetesObject } from '../KubernetesObject';
import type { LogLine } from '../PodLogs';
import { StatusError } from '../StatusError';
import {
  flagOf,
  numberOf,
  type RequestContext,
  targetOf,
} from './RequestContext';

/** GET `pods/<name>/log`. */
export function handlePodLog(context: RequestContext): void {
  const { query, response, podLogs } = context;
  const pod = readObject(context.api, targetOf(context));
  const container = containerOf(pod, query.get('container'));
  const isPrevious = flagOf(query, 'previous');
  const status = statusNamed(pod, container);
  refuseUnstarted(pod, container, status, isPrevious);
  // Between two runs the last one is both the present and the previous one.
  const isBetweenRuns = fieldAt(status, 'state.waiting') !== undefined;
  const key = {
    namespace: pod.metadata.namespace ?? '',
    pod: pod.metadata.name,
    container,
  };
  const render = (line: LogLine) =>
    `${flagOf(query, 'timestamps') ? `${line.time} ` : ''}${line.text}\n`;
  response.writeHead(200, {
    'Content-Type': 'text/plain',
    'Cache-Control': 'no-cache, private',
  });
  const text = selectLines(
    podLogs.read(key, { previous: isPrevious && !isBetweenRuns }),
    context,
  )
    .map(render)
    .join('');
  const limit = numberOf(query, 'limitBytes');
  response.write(
    limit === undefined ? text : Buffer.from(text).subarray(0, limit),
  );
  if (!flagOf(query, 'follow') || isPrevious) {
    response.end();
    return;
  }
  const stops = [
    podLogs.follow(key, line => response.write(render(line))),
    context.api.store.subscribe(({ type, object }) => {
      if (type === 'DELETED' && object.metadata.uid === pod.metadata.uid)
        response.end();
    }),
  ];
  response.on('close', () => stops.forEach(stop => stop()));
  response.flushHeaders();
}

function selectLines(
  lines: readonly LogLine[],
  { api, query }: RequestContext,
): readonly LogLine[] {
  const seconds = numberOf(query, 'sinceSeconds');
  const since = query.get('sinceTime') ?? undefined;
  const from =
    seconds === undefined
      ? Date.parse(since ?? '')
      : api.now().getTime() - seconds * 1000;
  const recent = Number.isNaN(from)
    ? lines
    : lines.filter(line => Date.parse(line.time) >= from);
  const tail = numberOf(query, 'tailLines');
  if (tail === undefined) return recent;
  return tail === 0 ? [] : recent.slice(-tail);
}

function namesAt(pod: KubernetesObject, path: string): string[] {
  const containers = fieldAt(pod, path);
  return Array.isArray(containers)
    ? containers.filter(isJsonObject).map(({ name }) => String(name))
    : [];
}

function containerOf(pod: KubernetesObject, wanted: string | null): string {
  const names = namesAt(pod, 'spec.containers');
  const initNames = namesAt(pod, 'spec.initContainers');
  const { name } = pod.metadata;
  if (wanted) {
    if (names.includes(wanted) || initNames.includes(wanted)) return wanted;
    throw StatusError.badRequest(
      `container ${wanted} is not valid for pod ${name}`,
    );
  }
  const preferred =
    pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (preferred && names.includes(preferred)) return preferred;
  if (names.length === 1) return names[0];
  const inits =
    initNames.length > 0
      ? ` or one of the init containers: [${initNames.join(' ')}]`
      : '';
  throw StatusError.badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${names.join(
      ' ',
    )}]${inits}`,
  );
}

function statusNamed(
  pod: KubernetesObject,
  container: string,
): JsonObject | undefined {
  return ['status.containerStatuses', 'status.initContainerStatuses']
    .map(path => fieldAt(pod, path))
    .flatMap((list): JsonObject[] =>
      Array.isArray(list) ? list.filter(isJsonObject) : [],
    )
    .find(({ name }) => name === container);
}

/** What has not run has not printed, and says why it waits. */
function refuseUnstarted(
  pod: KubernetesObject,
  container: string,
  found: JsonObject | undefined,
  isPrevious: boolean,
): void {
  const { name } = pod.metadata;
  if (isPrevious) {
    if (fieldAt(found, 'lastState.terminated')) return;
    throw StatusError.badRequest(
      `previous terminated container "${container}" in pod "${name}" not found`,
    );
  }
  if (!found) {
    if (!fieldAt(pod, 'spec.nodeName'))
      throw StatusError.badRequest(`pod ${name} does not have a host assigned`);
    throw StatusError.badRequest(
      `container "${container}" in pod "${name}" is not available`,
    );
  }
  const waiting = fieldAt(found, 'state.waiting.reason');
  if (!waiting || fieldAt(found, 'lastState.terminated')) return;
  const isPulling =
    waiting === 'ErrImagePull' || waiting === 'ImagePullBackOff';
  const why = isPulling ? 'trying and failing to pull image' : String(waiting);
  throw StatusError.badRequest(
    `container "${container}" in pod "${name}" is waiting to start: ${why}`,
  );
}

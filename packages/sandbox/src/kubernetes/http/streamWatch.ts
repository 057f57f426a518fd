import type { ServerResponse } from 'node:http';
import { type ListRequest, watchObjects } from '../api';
import { isStatusError, StatusError } from '../StatusError';
import { flagOf, numberOf, type RequestContext } from './RequestContext';

const bookmarkIntervalMs = 30_000;
const defaultTimeoutSeconds = 45 * 60;
const maxTimeoutSeconds = 24 * 60 * 60;

/** A client that does not read loses its watch before it costs more memory than this. */
const maxBufferedBytes = 16 * 1024 * 1024;

/** Answers a watch: one JSON event a line until the client goes, the time is over or the cluster stops. */
export function streamWatch(context: RequestContext, list: ListRequest): void {
  const { api, query, response, representation } = context;
  const hasBookmarks =
    flagOf(query, 'allowWatchBookmarks') && representation.form !== 'Table';
  const isInitialAsked = query.has('sendInitialEvents');
  checkWatchOptions(query, isInitialAsked);
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
  });
  // So that the client knows at once that its watch stands, however long nothing happens.
  response.flushHeaders();
  const send = (type: string, object: unknown) =>
    writeEvent(response, type, object);
  const stops: (() => void)[] = [];
  response.on('close', () => stops.forEach(stop => stop()));
  try {
    const isInitial = isInitialAsked
      ? flagOf(query, 'sendInitialEvents')
      : undefined;
    const onEvent = ({
      type,
      object,
    }: Parameters<Parameters<typeof watchObjects>[3]>[0]) =>
      send(type, representation.one(object));
    stops.push(
      watchObjects(api, context.kind, { ...list, isInitial }, onEvent),
    );
    if (isInitial && hasBookmarks)
      send(
        'BOOKMARK',
        representation.bookmark(api.store.resourceVersion, true),
      );
  } catch (error) {
    if (!isStatusError(error)) throw error;
    // A watch that cannot begin is told within the stream, as the real API server's watch cache does.
    send('ERROR', error.body);
    response.end();
    return;
  }
  if (hasBookmarks) {
    const sendBookmark = () =>
      send(
        'BOOKMARK',
        representation.bookmark(api.store.resourceVersion, false),
      );
    const timer = setInterval(sendBookmark, bookmarkIntervalMs);
    stops.push(() => clearInterval(timer));
  }
  const seconds = Math.min(
    numberOf(query, 'timeoutSeconds') ?? defaultTimeoutSeconds,
    maxTimeoutSeconds,
  );
  const timeout = setTimeout(() => response.end(), seconds * 1000);
  stops.push(() => clearTimeout(timeout));
}

function checkWatchOptions(
  query: URLSearchParams,
  isInitialAsked: boolean,
): void {
  const match = query.get('resourceVersionMatch');
  if (isInitialAsked && match !== 'NotOlderThan') {
    throw invalidWatch(
      'resourceVersionMatch: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (!isInitialAsked && match) {
    throw invalidWatch(
      'resourceVersionMatch: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
}

function invalidWatch(message: string): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `ListOptions.meta.k8s.io "" is invalid: ${message}`,
  });
}

function writeEvent(
  response: ServerResponse,
  type: string,
  object: unknown,
): void {
  if (response.writableEnded || response.destroyed) return;
  response.write(`${JSON.stringify({ type, object })}\n`);
  if (response.writableLength > maxBufferedBytes) response.destroy();
}

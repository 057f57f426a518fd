import type { ListOptions } from '../ClusterClient';
import type { KindDefinition } from '../kinds';
import type { KubernetesObject } from '../KubernetesObject';
import { parseFieldSelector, parseLabelSelector } from '../selectors';
import { StatusError } from '../StatusError';
import type { ApiContext } from './ApiContext';

/** A list request with its version and paging parameters. */
export interface ListRequest extends ListOptions {
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  readonly limit?: number;
  readonly continueToken?: string;
}

/** A page of a list. */
export interface ListPage {
  readonly items: KubernetesObject[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
  readonly remainingItemCount?: number;
}

/** Whether an object is chosen by the selectors of a request. */
export function matcherOf(
  kind: KindDefinition,
  options: ListOptions,
): (object: KubernetesObject) => boolean {
  const byLabels = parseLabelSelector(options.labelSelector ?? '');
  const byFields = parseFieldSelector(options.fieldSelector ?? '', kind);
  const { namespace } = options;
  return object =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    byLabels(object.metadata.labels) &&
    byFields(object);
}

/** Lists objects of a kind, all pages of one list as of the same resourceVersion. */
export function listObjects(
  context: ApiContext,
  kind: KindDefinition,
  request: ListRequest,
): ListPage {
  const token = request.continueToken
    ? parseToken(request.continueToken)
    : undefined;
  const version = token?.resourceVersion ?? versionToList(context, request);
  const stored =
    version === context.store.resourceVersion
      ? context.store.list(kind.kind, request.namespace)
      : context.store.listAt(kind.kind, version, request.namespace);
  if (!stored) throw expiredList(request.continueToken);
  const isMatch = matcherOf(kind, request);
  const all = stored.filter(isMatch).slice(token?.offset ?? 0);
  const items = request.limit ? all.slice(0, request.limit) : all;
  const remaining = all.length - items.length;
  if (remaining === 0) return { items, resourceVersion: String(version) };
  const offset = (token?.offset ?? 0) + items.length;
  const isSelected = Boolean(request.labelSelector || request.fieldSelector);
  return {
    items,
    resourceVersion: String(version),
    continueToken: Buffer.from(
      JSON.stringify({ resourceVersion: version, offset }),
    ).toString('base64url'),
    ...(!isSelected && { remainingItemCount: remaining }),
  };
}

function versionToList(context: ApiContext, request: ListRequest): number {
  const current = context.store.resourceVersion;
  const wanted = parseResourceVersion(request.resourceVersion);
  if (request.resourceVersionMatch && !request.resourceVersion) {
    throw invalidOptions(
      'resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (wanted > current)
    throw StatusError.tooLargeResourceVersion(wanted, current);
  if (request.resourceVersionMatch !== 'Exact') return current;
  if (wanted === 0)
    throw invalidOptions(
      'resourceVersionMatch "Exact" is forbidden for resourceVersion "0"',
    );
  return wanted;
}

/** A resourceVersion parameter as a number; unset counts as 0 ("any"). */
export function parseResourceVersion(text: string | undefined): number {
  if (!text) return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalidOptions(
    `resourceVersion: Invalid value: ${JSON.stringify(
      text,
    )}: must be an unsigned integer`,
  );
}

function invalidOptions(message: string): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `ListOptions.meta.k8s.io "" is invalid: ${message}`,
  });
}

function parseToken(token: string): {
  resourceVersion: number;
  offset: number;
} {
  try {
    const { resourceVersion, offset } = JSON.parse(
      Buffer.from(token, 'base64url').toString('utf8'),
    );
    if (
      Number.isInteger(resourceVersion) &&
      Number.isInteger(offset) &&
      offset >= 0
    )
      return { resourceVersion, offset };
  } catch {
    // Told below: what cannot be read is no token of ours.
  }
  throw StatusError.badRequest('continue key is not valid');
}

function expiredList(continueToken: string | undefined): StatusError {
  return StatusError.expired(
    continueToken
      ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.'
      : 'The resourceVersion for the provided list is too old.',
  );
}

import type { KubernetesObject } from '@waybill/backstage-plugin-waybill-common';

/** What one line of a watch says. @internal */
export type WatchEvent =
  | {
      readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
      readonly object: KubernetesObject;
      readonly resourceVersion: string;
    }
  | {
      readonly type: 'ERROR';
      readonly code?: number;
      readonly message: string;
    };

/** One page of a list. @internal */
export interface ListPage {
  readonly objects: readonly KubernetesObject[];
  readonly resourceVersion: string;
  readonly continueToken?: string;
}

const CHANGES = ['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK'] as const;

/**
 * Reads one line of a watch.
 *
 * @returns `undefined` where it is none: the cluster is not trusted to speak well.
 * @internal
 */
export function parseWatchEvent(line: string): WatchEvent | undefined {
  const event = parseRecord(line);
  const object = asRecord(event?.object);
  if (!event || !object) {
    return undefined;
  }
  if (event.type === 'ERROR') {
    return {
      type: 'ERROR',
      code: typeof object.code === 'number' ? object.code : undefined,
      message: String(object.message ?? 'no message').slice(0, 500),
    };
  }
  const type = CHANGES.find(change => change === event.type);
  const resourceVersion = asRecord(object.metadata)?.resourceVersion;
  if (!type || typeof resourceVersion !== 'string') {
    return undefined;
  }
  return { type, object: object as KubernetesObject, resourceVersion };
}

/**
 * Reads a page of a list. Items get the list's kind: API servers leave it out of the items of built-in kinds.
 *
 * @returns `undefined` where it is no list.
 * @internal
 */
export function parseListPage(
  text: string,
  type: { readonly apiVersion: string; readonly kind: string },
): ListPage | undefined {
  const list = parseRecord(text);
  const metadata = asRecord(list?.metadata);
  if (
    !list ||
    !Array.isArray(list.items) ||
    typeof metadata?.resourceVersion !== 'string'
  ) {
    return undefined;
  }
  return {
    objects: list.items
      .map(asRecord)
      .filter(item => item !== undefined)
      .map(item => ({ ...type, ...item })),
    resourceVersion: metadata.resourceVersion,
    continueToken:
      typeof metadata.continue === 'string' && metadata.continue !== ''
        ? metadata.continue
        : undefined,
  };
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

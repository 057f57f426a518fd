import type { AdmissionGap } from '@waybill/backstage-plugin-waybill-common';
import type { ClusterHttp } from '../clusters/ClusterHttp';
import { isClusterError } from '../clusters/ClusterError';
import { collectionPath } from '../clusters/paths';
import { ADMISSION_KINDS, type AdmissionKind } from './admissionKinds';

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_OBJECTS = 200;
const MAX_CONSTRAINT_KINDS = 50;
const TIMEOUT_MS = 15_000;
const GATEKEEPER = { group: 'constraints.gatekeeper.sh', version: 'v1beta1' };

/** @public */
export interface AdmissionPolicies {
  /** Objects as the API server gave them, with `apiVersion` and `kind`. */
  readonly policies: readonly unknown[];
  readonly gaps: readonly AdmissionGap[];
}

/**
 * Reads everything in a cluster that Waybill knows to decide on admission in a namespace. A kind that the cluster does not
 * serve is a fact; one that may not be read, or not whole, is a gap.
 *
 * @throws what an abort throws
 * @internal
 */
export async function readAdmissionPolicies(
  http: ClusterHttp,
  options: { readonly namespace: string; readonly signal?: AbortSignal },
): Promise<AdmissionPolicies> {
  const constraints = await listConstraintKinds(http, options.signal);
  const results = await Promise.all(
    [...ADMISSION_KINDS, ...constraints.kinds].map(kind =>
      readKind(http, kind, options),
    ),
  );
  return {
    policies: results.flatMap(({ policies }) => policies),
    gaps: [...constraints.gaps, ...results.flatMap(({ gaps }) => gaps)],
  };
}

async function readKind(
  http: ClusterHttp,
  kind: AdmissionKind,
  options: { readonly namespace: string; readonly signal?: AbortSignal },
): Promise<AdmissionPolicies> {
  for (const version of kind.versions) {
    const namespace = kind.isNamespaced ? options.namespace : undefined;
    const path = collectionPath({ ...kind, version }, namespace);
    try {
      const list = await readJson(http, `${path}?limit=${MAX_OBJECTS}`, {
        what: `list of ${kind.plural}`,
        signal: options.signal,
      });
      return readList(list, kind, version);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isAbsent(error)) continue;
      return { policies: [], gaps: [toGap(nameOf(kind), error)] };
    }
  }
  return { policies: [], gaps: [] };
}

function readList(
  list: unknown,
  kind: AdmissionKind,
  version: string,
): AdmissionPolicies {
  const { items, metadata } = (list ?? {}) as {
    items?: unknown;
    metadata?: { continue?: unknown };
  };
  const objects = Array.isArray(items) ? items : [];
  return {
    // A list leaves out of its items what it says of itself.
    policies: objects.map(object => ({
      ...object,
      apiVersion: `${kind.group}/${version}`,
      kind: kind.kind,
    })),
    gaps: metadata?.continue
      ? [
          {
            kind: nameOf(kind),
            reason: 'too-many',
            message: `The cluster has more than ${MAX_OBJECTS} objects ${nameOf(
              kind,
            )}: only the first were looked at.`,
          },
        ]
      : [],
  };
}

/** Each template of Gatekeeper makes a kind of its own. */
async function listConstraintKinds(
  http: ClusterHttp,
  signal: AbortSignal | undefined,
): Promise<{
  readonly kinds: readonly AdmissionKind[];
  readonly gaps: readonly AdmissionGap[];
}> {
  const { group, version } = GATEKEEPER;
  try {
    const found = (await readJson(http, `/apis/${group}/${version}`, {
      what: `kinds of ${group}`,
      signal,
    })) as { resources?: unknown } | null;
    const resources = Array.isArray(found?.resources) ? found.resources : [];
    const kinds = resources.flatMap(({ name, kind }: Record<string, unknown>) =>
      typeof name === 'string' &&
      typeof kind === 'string' &&
      !name.includes('/')
        ? [{ group, versions: [version], kind, plural: name }]
        : [],
    );
    return {
      kinds: kinds.slice(0, MAX_CONSTRAINT_KINDS),
      gaps:
        kinds.length > MAX_CONSTRAINT_KINDS
          ? [
              {
                kind: `constraints (${group})`,
                reason: 'too-many',
                message: `The cluster has ${kinds.length} kinds of constraints: only the first ${MAX_CONSTRAINT_KINDS} were looked at.`,
              },
            ]
          : [],
    };
  } catch (error) {
    signal?.throwIfAborted();
    return {
      kinds: [],
      gaps: isAbsent(error) ? [] : [toGap(`constraints (${group})`, error)],
    };
  }
}

/**
 * Labels of a namespace; `undefined` where they may not be read.
 *
 * @internal
 */
export async function readNamespaceLabels(
  http: ClusterHttp,
  namespace: string,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const found = (await readJson(
      http,
      `${collectionPath({
        group: '',
        version: 'v1',
        plural: 'namespaces',
      })}/${encodeURIComponent(namespace)}`,
      { what: `namespace '${namespace}'`, signal },
    )) as { metadata?: { labels?: Readonly<Record<string, string>> } } | null;
    return found?.metadata?.labels ?? {};
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

async function readJson(
  http: ClusterHttp,
  path: string,
  request: { readonly what: string; readonly signal?: AbortSignal },
): Promise<unknown> {
  const bytes = await http.read(
    { path, idleTimeoutMs: TIMEOUT_MS, ...request },
    MAX_BYTES,
  );
  return JSON.parse(bytes.toString('utf8'));
}

function isAbsent(error: unknown): boolean {
  return isClusterError(error) && error.code === 'NOT_FOUND';
}

function toGap(kind: string, error: unknown): AdmissionGap {
  const isForbidden =
    isClusterError(error) &&
    (error.code === 'FORBIDDEN' || error.code === 'UNAUTHORIZED');
  return {
    kind,
    reason: isForbidden ? 'forbidden' : 'unreachable',
    message: isClusterError(error)
      ? error.message
      : `The answer about ${kind} cannot be read.`,
  };
}

function nameOf({ kind, group }: AdmissionKind): string {
  return `${kind} (${group})`;
}

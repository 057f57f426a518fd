import type { JsonObject } from '../KubernetesObject';
import type { Column } from './Column';

/** A kind as data: all that the API server knows of it. */
export interface KindDefinition {
  /** Empty for the core group. */
  readonly group: string;
  /** The version in which objects are stored and which discovery prefers. */
  readonly version: string;
  /** Other versions under which the same objects are served. */
  readonly otherVersions?: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** Compiled into Kubernetes, as opposed to a custom resource: strategic merge patches work, list keys are known. */
  readonly isBuiltIn?: boolean;
  /** With a status subresource, spec and status are written apart and a change of anything but metadata and status bumps the generation. */
  readonly hasStatus?: boolean;
  readonly hasScale?: boolean;
  /** Generation is set and bumped although there is no status subresource (as for Application). */
  readonly hasGeneration?: boolean;
  /** Columns of `kubectl get`; name (and namespace) come first and need no entry. */
  readonly columns?: readonly Column[];
  /** Paths (`spec.url`) without which an object is refused. */
  readonly required?: readonly string[];
  /** Paths whose value may be one of these only. */
  readonly enums?: Readonly<Record<string, readonly string[]>>;
  /** Paths whose text has to match. */
  readonly patterns?: Readonly<Record<string, string>>;
  /** Filled in where absent, as the structural schema does; a nested default applies only where its parent is present. */
  readonly defaults?: readonly {
    readonly path: string;
    readonly value: JsonObject[string];
  }[];
  /** Fields that server-side apply owns as one whole (`spec`). */
  readonly atomicFields?: readonly string[];
  /** Paths that may not change once set. */
  readonly immutable?: readonly string[];
}

/** `apps/v1`, or `v1` in the core group. */
export function apiVersionOf(
  kind: Pick<KindDefinition, 'group' | 'version'>,
): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version;
}

/** All versions under which a kind is served, the preferred one first. */
export function versionsOf(kind: KindDefinition): readonly string[] {
  return [kind.version, ...(kind.otherVersions ?? [])];
}

/** `deployments.apps`, as error messages name a resource; the plural alone in the core group. */
export function qualifiedResource(
  kind: Pick<KindDefinition, 'group' | 'plural'>,
): string {
  return kind.group ? `${kind.plural}.${kind.group}` : kind.plural;
}

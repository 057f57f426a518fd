import type { KubernetesObject } from '../../kubernetes';

/** A condition as Flux writes it. */
export interface FluxCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}

/** `status.artifact` of a source. */
export interface FluxArtifact {
  readonly revision: string;
  readonly digest: string;
  readonly lastUpdateTime: string;
  readonly path: string;
  readonly size: number;
  readonly url: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface FluxStatus {
  conditions?: FluxCondition[];
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
}

export interface SourceStatus extends FluxStatus {
  artifact?: FluxArtifact;
  url?: string;
}

interface CommonSourceSpec {
  readonly url: string;
  readonly interval: string;
  readonly timeout?: string;
  readonly suspend?: boolean;
}

export interface OciSourceSpec extends CommonSourceSpec {
  readonly ref?: {
    readonly tag?: string;
    readonly semver?: string;
    readonly semverFilter?: string;
    readonly digest?: string;
  };
  readonly layerSelector?: {
    readonly mediaType?: string;
    readonly operation?: string;
  };
  readonly insecure?: boolean;
  readonly verify?: {
    readonly provider: string;
    readonly secretRef?: { readonly name: string };
  };
}

export interface GitSourceSpec extends CommonSourceSpec {
  readonly ref?: {
    readonly branch?: string;
    readonly tag?: string;
    readonly semver?: string;
    readonly name?: string;
    readonly commit?: string;
  };
}

export type SourceObject<Spec extends CommonSourceSpec = CommonSourceSpec> =
  KubernetesObject<Spec, SourceStatus>;

/** A health check by CEL expressions for the objects of a kind. */
export interface HealthCheckExpr {
  readonly apiVersion: string;
  readonly kind: string;
  readonly current: string;
  readonly inProgress?: string;
  readonly failed?: string;
}

export interface KustomizationSpec {
  readonly path?: string;
  readonly interval: string;
  readonly retryInterval?: string;
  readonly timeout?: string;
  readonly prune: boolean;
  readonly wait?: boolean;
  readonly suspend?: boolean;
  readonly deletionPolicy?: string;
  readonly sourceRef: {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  readonly dependsOn?: readonly {
    readonly name: string;
    readonly namespace?: string;
  }[];
  readonly healthChecks?: readonly {
    readonly apiVersion?: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace: string;
  }[];
  readonly healthCheckExprs?: readonly HealthCheckExpr[];
  readonly targetNamespace?: string;
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly commonMetadata?: {
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly patches?: readonly {
    readonly patch?: string;
    readonly target?: Record<string, string>;
  }[];
  readonly images?: readonly Record<string, string>[];
}

/** One past outcome in `status.history`. */
export interface HistoryEntry {
  readonly digest: string;
  readonly firstReconciled: string;
  readonly lastReconciled: string;
  readonly lastReconciledDuration: string;
  readonly lastReconciledStatus: string;
  readonly totalReconciliations: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface InventoryEntry {
  readonly id: string;
  readonly v: string;
}

export interface KustomizationStatus extends FluxStatus {
  inventory?: { entries: InventoryEntry[] };
  lastAppliedRevision?: string;
  lastAttemptedRevision?: string;
  history?: HistoryEntry[];
}

export type KustomizationObject = KubernetesObject<
  KustomizationSpec,
  KustomizationStatus
>;

export const fluxFinalizer = 'finalizers.fluxcd.io';
export const requestedAtAnnotation = 'reconcile.fluxcd.io/requestedAt';

/** Kinds that a Kustomization may take its files from here. */
export const sourceKinds = ['OCIRepository', 'GitRepository'] as const;

/** The parts of Flux' objects that Waybill writes. The tests hold the output against the real definitions. */
import type { KubernetesManifest } from '../kubernetes';

/** Name of an object beside this one. @public */
export interface LocalReference {
  readonly name: string;
}

/** `source.toolkit.fluxcd.io/v1` of source-controller v1.9. @public */
export interface FluxGitRepository extends KubernetesManifest {
  readonly apiVersion: 'source.toolkit.fluxcd.io/v1';
  readonly kind: 'GitRepository';
  readonly spec: {
    readonly interval: string;
    readonly url: string;
    readonly ref: { readonly branch: string };
    readonly secretRef?: LocalReference;
    readonly ignore?: string;
  };
}

/** `source.toolkit.fluxcd.io/v1` of source-controller v1.9. @public */
export interface FluxOciRepository extends KubernetesManifest {
  readonly apiVersion: 'source.toolkit.fluxcd.io/v1';
  readonly kind: 'OCIRepository';
  readonly spec: {
    readonly interval: string;
    readonly url: string;
    readonly ref:
      | { readonly semver: string }
      | { readonly tag: string }
      | { readonly digest: string };
    readonly layerSelector: {
      readonly mediaType: string;
      readonly operation: 'extract' | 'copy';
    };
    readonly insecure?: boolean;
    readonly secretRef?: LocalReference;
    readonly verify?: FluxVerification;
  };
}

/** `spec.verify` of Flux' OCIRepository (source-controller v1.9). @public */
export interface FluxVerification {
  readonly provider: 'cosign';
  /** Secret with the public keys. */
  readonly secretRef?: LocalReference;
  readonly matchOIDCIdentity?: readonly {
    readonly issuer: string;
    readonly subject: string;
  }[];
  readonly trustedRootSecretRef?: LocalReference;
}

/** `source.toolkit.fluxcd.io/v1` of source-controller v1.9. @public */
export interface FluxHelmRepository extends KubernetesManifest {
  readonly apiVersion: 'source.toolkit.fluxcd.io/v1';
  readonly kind: 'HelmRepository';
  readonly spec: {
    readonly type: 'oci';
    readonly url: string;
    readonly interval: string;
    readonly insecure?: boolean;
    readonly secretRef?: LocalReference;
  };
}

/** An expression (CEL) by which Flux reads the health of a kind. @public */
export interface FluxHealthExpression {
  readonly apiVersion: string;
  readonly kind: string;
  readonly inProgress?: string;
  readonly failed?: string;
  readonly current: string;
}

/** An object that has to be ready. @public */
export interface FluxHealthCheck {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** `kustomize.toolkit.fluxcd.io/v1` of kustomize-controller v1.9. @public */
export interface FluxKustomization extends KubernetesManifest {
  readonly apiVersion: 'kustomize.toolkit.fluxcd.io/v1';
  readonly kind: 'Kustomization';
  readonly spec: {
    readonly interval: string;
    readonly retryInterval: string;
    readonly timeout: string;
    readonly path: string;
    readonly prune: boolean;
    readonly targetNamespace: string;
    readonly serviceAccountName?: string;
    readonly sourceRef: {
      readonly kind: 'OCIRepository' | 'GitRepository';
      readonly name: string;
    };
    readonly dependsOn?: readonly {
      readonly name: string;
      readonly namespace?: string;
    }[];
    readonly healthChecks: readonly FluxHealthCheck[];
    readonly healthCheckExprs?: readonly FluxHealthExpression[];
  };
}

/** What Helm does on the first and on later runs. @public */
export interface FluxHelmAction {
  readonly disableWait?: boolean;
  readonly disableWaitForJobs?: boolean;
  readonly remediation?: { readonly retries: number };
  readonly strategy?: {
    readonly name: 'RetryOnFailure';
    readonly retryInterval: string;
  };
}

/** `helm.toolkit.fluxcd.io/v2` of helm-controller v1.6. @public */
export interface FluxHelmRelease extends KubernetesManifest {
  readonly apiVersion: 'helm.toolkit.fluxcd.io/v2';
  readonly kind: 'HelmRelease';
  readonly spec: {
    readonly interval: string;
    readonly timeout: string;
    readonly releaseName: string;
    readonly targetNamespace: string;
    readonly storageNamespace: string;
    readonly serviceAccountName?: string;
    readonly chartRef?: {
      readonly kind: 'OCIRepository';
      readonly name: string;
    };
    readonly chart?: {
      readonly spec: {
        readonly chart: string;
        readonly version?: string;
        readonly interval: string;
        readonly sourceRef: {
          readonly kind: 'GitRepository' | 'HelmRepository';
          readonly name: string;
        };
        readonly reconcileStrategy?: 'Revision';
        readonly valuesFiles: readonly string[];
        readonly verify?: {
          readonly provider: 'cosign';
          readonly secretRef: LocalReference;
        };
      };
    };
    readonly dependsOn?: readonly {
      readonly name: string;
      readonly namespace?: string;
    }[];
    readonly install: FluxHelmAction;
    readonly upgrade: FluxHelmAction;
    readonly driftDetection: { readonly mode: 'enabled' };
    readonly values?: Readonly<Record<string, unknown>>;
    readonly healthCheckExprs?: readonly FluxHealthExpression[];
  };
}

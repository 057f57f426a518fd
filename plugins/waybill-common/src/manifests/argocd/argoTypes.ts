/** The parts of Argo CD's objects that Waybill writes. The tests hold the output against the real definitions. */
import type { KubernetesManifest } from '../kubernetes';

/** @public */
export interface ArgoSource {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  readonly helm?: {
    readonly releaseName: string;
    readonly valueFiles?: readonly string[];
    readonly valuesObject?: Readonly<Record<string, unknown>>;
  };
}

/** @public */
export interface ArgoApplicationSpec {
  readonly project: string;
  readonly source: ArgoSource;
  readonly destination: { readonly server: string; readonly namespace: string };
  readonly syncPolicy: {
    readonly automated: { readonly prune: boolean; readonly selfHeal: boolean };
    readonly syncOptions: readonly string[];
    readonly retry: {
      readonly limit: number;
      readonly refresh: boolean;
      readonly backoff: {
        readonly duration: string;
        readonly factor: number;
        readonly maxDuration: string;
      };
    };
  };
  readonly ignoreDifferences?: readonly {
    readonly group: string;
    readonly kind: string;
    readonly jsonPointers?: readonly string[];
    readonly jqPathExpressions?: readonly string[];
  }[];
}

/** `argoproj.io/v1alpha1` of Argo CD 3. @public */
export interface ArgoApplication extends KubernetesManifest {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'Application';
  readonly spec: ArgoApplicationSpec;
}

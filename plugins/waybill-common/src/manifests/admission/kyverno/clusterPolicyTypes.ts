import type {
  AdmissionPolicyObject,
  AdmissionPolicyOptions,
} from '../admissionPolicy';

/** `kyverno.io/v1`. @public */
export interface KyvernoClusterPolicy extends AdmissionPolicyObject {
  readonly apiVersion: 'kyverno.io/v1';
  readonly kind: 'ClusterPolicy';
  readonly spec: {
    readonly background: false;
    readonly validationFailureAction: 'Enforce' | 'Audit';
    readonly webhookConfiguration: {
      readonly failurePolicy: 'Fail' | 'Ignore';
      readonly timeoutSeconds: number;
    };
    readonly rules: readonly KyvernoImageRule[];
  };
}

/** @public */
export interface KyvernoImageRule {
  readonly name: string;
  readonly match: {
    readonly any: readonly {
      readonly resources: {
        readonly kinds: readonly string[];
        readonly namespaces?: readonly string[];
      };
    }[];
  };
  readonly preconditions?: {
    readonly all: readonly {
      readonly key: string;
      readonly operator: string;
      readonly value: string;
    }[];
  };
  readonly imageExtractors?: Readonly<
    Record<
      string,
      readonly {
        readonly name: string;
        readonly path: string;
        readonly jmesPath?: string;
      }[]
    >
  >;
  readonly verifyImages: readonly KyvernoVerifyImages[];
}

/** @public */
export interface KyvernoVerifyImages {
  readonly type: 'SigstoreBundle' | 'Cosign';
  readonly imageReferences: readonly string[];
  readonly failureAction?: 'Enforce' | 'Audit';
  readonly attestors: readonly KyvernoRuleAttestors[];
  readonly attestations?: readonly {
    readonly type: string;
    readonly attestors: readonly KyvernoRuleAttestors[];
  }[];
  readonly mutateDigest: boolean;
  readonly verifyDigest: boolean;
  readonly required: boolean;
  readonly imageRegistryCredentials?: {
    readonly allowInsecureRegistry: boolean;
  };
}

/** @public */
export interface KyvernoRuleAttestors {
  readonly count: number;
  readonly entries: readonly object[];
}

/** @public */
export interface KyvernoClusterPolicyOptions extends AdmissionPolicyOptions {
  /**
   * Which form of signature is read: `Cosign`, the legacy one, which every Kyverno reads and Waybill writes as well, or
   * `SigstoreBundle`, which needs Kyverno 1.13. Default `Cosign`.
   */
  readonly signatureType?: 'SigstoreBundle' | 'Cosign';
}

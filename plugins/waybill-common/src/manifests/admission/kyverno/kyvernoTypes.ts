import type { AdmissionPolicyObject } from '../admissionPolicy';

/** `policies.kyverno.io/v1` of Kyverno v1.19. @public */
export interface KyvernoImageValidatingPolicy extends AdmissionPolicyObject {
  readonly apiVersion: 'policies.kyverno.io/v1';
  readonly kind: 'ImageValidatingPolicy';
  readonly spec: {
    readonly validationActions: readonly ('Deny' | 'Audit')[];
    readonly failurePolicy: 'Fail' | 'Ignore';
    readonly webhookConfiguration: { readonly timeoutSeconds: number };
    readonly evaluation: { readonly background: { readonly enabled: boolean } };
    readonly autogen?: {
      readonly podControllers: { readonly controllers: readonly string[] };
    };
    readonly credentials?: { readonly allowInsecureRegistry: boolean };
    readonly matchConstraints: {
      readonly resourceRules: readonly KyvernoResourceRule[];
      readonly namespaceSelector?: NamespaceNameSelector;
    };
    readonly matchConditions: readonly KyvernoExpression[];
    readonly matchImageReferences: readonly { readonly glob: string }[];
    readonly images: readonly KyvernoExpression[];
    readonly attestors: readonly KyvernoAttestor[];
    readonly attestations: readonly {
      readonly name: string;
      readonly intoto: { readonly type: string };
    }[];
    readonly validations: readonly {
      readonly expression: string;
      readonly message: string;
    }[];
    readonly validationConfigurations: {
      readonly mutateDigest: boolean;
      readonly verifyDigest: boolean;
      readonly required: boolean;
    };
  };
}

/** @public */
export interface KyvernoExpression {
  readonly name: string;
  /** CEL. */
  readonly expression: string;
}

/** @public */
export interface KyvernoResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE')[];
}

/** Namespaces by name: the API server labels each with its own. @public */
export interface NamespaceNameSelector {
  readonly matchExpressions: readonly {
    readonly key: 'kubernetes.io/metadata.name';
    readonly operator: 'In';
    readonly values: readonly string[];
  }[];
}

/** @public */
export interface KyvernoAttestor {
  readonly name: string;
  readonly cosign: {
    readonly key?: { readonly data: string };
    readonly keyless?: {
      readonly identities: readonly {
        readonly issuer: string;
        readonly subject?: string;
        readonly subjectRegExp?: string;
      }[];
    };
    readonly trustedRoot?: { readonly value: string };
    readonly ctlog?: {
      readonly url?: string;
      readonly insecureIgnoreTlog?: boolean;
      readonly insecureIgnoreSCT?: boolean;
    };
  };
}

import type { AdmissionPolicyObject } from '../admissionPolicy';

/** `config.ratify.deislabs.io/v1beta1` of Ratify v1.4. @public */
export interface RatifyObject extends AdmissionPolicyObject {
  readonly apiVersion: 'config.ratify.deislabs.io/v1beta1';
  readonly kind: 'KeyManagementProvider' | 'Policy' | 'Store' | 'Verifier';
  readonly spec: {
    readonly type?: string;
    readonly name?: string;
    readonly artifactTypes?: string;
    readonly parameters: Readonly<Record<string, unknown>>;
  };
}

/** `templates.gatekeeper.sh/v1`. @public */
export interface GatekeeperConstraintTemplate extends AdmissionPolicyObject {
  readonly apiVersion: 'templates.gatekeeper.sh/v1';
  readonly kind: 'ConstraintTemplate';
  readonly spec: {
    readonly crd: {
      readonly spec: {
        readonly names: { readonly kind: string };
        readonly validation: { readonly openAPIV3Schema: object };
      };
    };
    readonly targets: readonly {
      readonly target: 'admission.k8s.gatekeeper.sh';
      readonly rego: string;
    }[];
  };
}

/** A constraint of our template. @public */
export interface GatekeeperConstraint extends AdmissionPolicyObject {
  readonly apiVersion: 'constraints.gatekeeper.sh/v1beta1';
  readonly kind: 'WaybillSignedModels';
  readonly spec: {
    readonly enforcementAction: 'deny' | 'dryrun';
    readonly match: {
      readonly kinds: readonly {
        readonly apiGroups: readonly string[];
        readonly kinds: readonly string[];
      }[];
      readonly namespaces?: readonly string[];
    };
    readonly parameters: {
      readonly provider: string;
      /** Regular expressions of image references. */
      readonly images: readonly string[];
    };
  };
}

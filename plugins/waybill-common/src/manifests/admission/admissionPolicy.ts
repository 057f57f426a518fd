import type { ManifestMetadata } from '../kubernetes';

/** @public */
export interface AdmissionPolicyOptions {
  /** `audit`: what would be refused is written down and admitted. */
  readonly enforcement: 'audit' | 'enforce';
  /** Only there; the whole cluster where absent. */
  readonly namespaces?: readonly string[];
  /** What the objects are called; the name of the trust policy where absent. */
  readonly name?: string;
  /** The registry speaks plain HTTP. */
  readonly isPlainHttp?: boolean;
  /** Contents of `trusted_root.json` by the name of the trust root, for private Sigstores. */
  readonly trustedRoots?: Readonly<Record<string, string>>;
}

/** How a generated policy differs from the trust policy it was made from. @public */
export type AdmissionNoteEffect =
  /** It admits what the trust policy refuses. */
  | 'weaker'
  /** It refuses what the trust policy accepts. */
  | 'stricter'
  /** It does not work without something that is not among the objects. */
  | 'needs';

/**
 * Something that an engine cannot say as the trust policy says it.
 *
 * @public
 */
export interface AdmissionNote {
  readonly effect: AdmissionNoteEffect;
  /** One or two sentences, with what can be done. */
  readonly message: string;
}

/** Objects for a cluster, and where they fall short. @public */
export interface AdmissionPolicySet<T extends AdmissionPolicyObject> {
  readonly objects: readonly T[];
  readonly notes: readonly AdmissionNote[];
}

/** @public */
export interface AdmissionPolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
}

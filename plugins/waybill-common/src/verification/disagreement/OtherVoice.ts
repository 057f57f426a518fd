/**
 * Who else has looked at a package. `admission-report`: a report of an engine that is none of the others.
 *
 * @public
 */
export type OtherVoiceSource =
  | 'flux'
  | 'kyverno'
  | 'ratify'
  | 'policy-controller'
  | 'admission-report';

/**
 * What somebody else says of whether a digest may be trusted.
 *
 * @public
 */
export interface OtherVoice {
  readonly source: OtherVoiceSource;
  /** The object in which it is said, e.g. `OCIRepository flux-system/iris`. */
  readonly subject: string;
  /** `unknown`: it was asked and has no answer, or nobody asked it. "Configured to verify" is never `trusted`. */
  readonly says: 'trusted' | 'refused' | 'unknown';
  /**
   * Against our own verdict of the same digest. `undecided`: one of the two has no answer, or they do not speak of the
   * same thing.
   */
  readonly agreement: 'agrees' | 'differs' | 'undecided';
  /** What it speaks of, where it says so: of the package, or of the manifests that deliver it. */
  readonly digest?: string;
  /** The reason in its own word. */
  readonly reason?: string;
  /** One or two sentences for a person: what it says, and where it differs, what we say and what to do. */
  readonly message: string;
  /** When the object was seen (ISO 8601). */
  readonly observedAt: string;
}

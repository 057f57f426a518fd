import type { EditingRefusal } from '../EditingError';
import type { Leaf, Part, Place } from '../tree/Tree';

/**
 * One place in a repository that names a model's bytes.
 *
 * @public
 */
export interface ModelReference {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Which of the file's documents, from 0. */
  readonly document: number;
  /** The field that is written in that file: `spec.predictor.model.storageUri`, `images[0].digest`. */
  readonly field: string;
  /** The object that it is for. */
  readonly object: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  /**
   * - `model`: a serving object's own field for the model (`storageUri`, `model.uri`, an image volume).
   * - `image`: the image of a container.
   * - `argument`: in a command, an argument, a variable, or a chart's values.
   */
  readonly role: ReferenceRole;
  /** `canary` where only a part of the traffic gets it. */
  readonly track: 'stable' | 'canary';
  /** What it says as it is applied: `oci://registry.example.com/models/iris@sha256:…` */
  readonly value: string;
  /** `host/path`; absent where it is no registry that holds the model. */
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
  /** What `waybill.dev/version` says beside it. */
  readonly version?: string;
}

/** @public */
export type ReferenceRole = 'model' | 'image' | 'argument';

/** A reference, with the scalars that it is written in. @internal */
export interface FoundReference {
  readonly reference: ModelReference;
  readonly parts: readonly Part[];
  /** Annotations that tell people the version. */
  readonly versions: readonly Leaf[];
  readonly place: Place;
  /** Why it cannot be edited. */
  readonly refusal?: EditingRefusal;
}

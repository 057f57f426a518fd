import type {
  FileChange,
  PackageComparison,
} from '../artifact/comparePackages';
import type { ValueChange } from '../artifact/compareValues';
import type { ServingNote } from '../artifact/compatibility';
import type { PackageFile, PackageFormat } from '../artifact/package';

/**
 * `GET /models/:kind/:namespace/:name/versions/:digest/files`: what is in a package, and what it says of itself.
 *
 * @public
 */
export interface VersionContents {
  readonly digest: string;
  readonly format: PackageFormat;
  /** Sum of config and layers in bytes. */
  readonly sizeBytes: number;
  /** Sorted by path; the first of them where there are too many. */
  readonly files: readonly PackageFile[];
  /** How many there are. */
  readonly fileCount: number;
  /** Links and devices that nobody can use. */
  readonly specialCount: number;
  /** The Kitfile as text, where there is one. */
  readonly kitfile?: string;
  /** SPDX expressions, or whatever else stands there. */
  readonly licenses: readonly string[];
  /** Those of the Kitfile's model, as JSON. */
  readonly parameters?: string;
  /** Of all SafeTensors and GGUF files together. */
  readonly parameterCount?: number;
  readonly weights: readonly {
    readonly path: string;
    readonly parameterCount?: number;
    /** Number of parameters by type of number. */
    readonly types?: readonly string[];
    readonly problem?: string;
  }[];
  readonly baseImage?: string;
  readonly modelCard?: {
    readonly path: string;
    readonly text: string;
    readonly isCut: boolean;
  };
  /** What there is to say of serving it, by environment. */
  readonly serving: readonly ServingNote[];
}

/**
 * `GET /models/:kind/:namespace/:name/compare?from=:digest&to=:digest`: two versions, file by file.
 *
 * @public
 */
export interface VersionComparison {
  readonly from: string;
  readonly to: string;
  /** All but those that are the same; the first of them where there are too many. */
  readonly files: readonly FileChange[];
  readonly counts: PackageComparison['counts'];
  readonly isSame: boolean;
  readonly kitfile: readonly ValueChange[];
  readonly annotations: readonly ValueChange[];
}

/**
 * How a package is laid out: `modelcar` is a runnable image with files under `/models` (KServe), `modelkit` is KitOps',
 * `modelpack` is the CNCF model-spec, `artifact` is anything else.
 *
 * @public
 */
export type PackageFormat = 'modelcar' | 'modelkit' | 'modelpack' | 'artifact';

/**
 * One file of a package.
 *
 * @public
 */
export interface PackageFile {
  /** Path inside the package, `/`-separated, relative, without `.` or `..` segments. */
  readonly path: string;
  readonly sizeBytes: number;
  /** `sha256:<64 hex>` of the file's bytes, where somebody has read them or the format tells. */
  readonly digest?: string;
  /** Permission bits, where the format keeps them. */
  readonly mode?: number;
}

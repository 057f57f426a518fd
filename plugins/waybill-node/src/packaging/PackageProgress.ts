/**
 * How far a package is: for a progress line, not for decisions.
 *
 * @public
 */
export interface PackageProgress {
  /** Reading files to learn their digest, sending to a registry, receiving from one. */
  readonly phase: 'read' | 'send' | 'receive';
  /** Never falls within a phase but where something is sent again. */
  readonly doneBytes: number;
  readonly totalBytes?: number;
  /** The file that is on its way, where one is. */
  readonly file?: string;
}

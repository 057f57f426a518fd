/**
 * Bounds of what is looked at in a repository. It is written by people of another team and read in a process that
 * serves a portal.
 *
 * @public
 */
export const EDITING_LIMITS = {
  /** Characters of one file. */
  fileLength: 1_048_576,
  /** Files of a repository. */
  fileCount: 50_000,
  /** Characters of all files together. */
  totalLength: 134_217_728,
  /** Levels of maps and lists within each other. */
  depth: 64,
  /** Aliases of one document. */
  aliasCount: 100,
  /** Nodes of one document, what its aliases stand for included. */
  nodeCount: 100_000,
  /** Files and folders that one environment is made of. */
  environmentFiles: 2_000,
  /** Kustomizations within each other. */
  kustomizationDepth: 20,
} as const;

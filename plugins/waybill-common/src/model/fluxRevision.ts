import { isDigest, shortenDigest } from '../reference/digest';
import { textAt } from './untrustedJson';

/**
 * What a Flux source holds, or a Kustomization applied: `1.0.0@sha256:…`, `main@sha1:…`, or a bare digest.
 *
 * @internal
 */
export interface FluxRevision {
  readonly text: string;
  /** Tag or branch. */
  readonly name?: string;
  /** Of the artifact or the commit, with its algorithm. */
  readonly digest?: string;
}

/** @internal */
export function parseFluxRevision(
  text: string | undefined,
): FluxRevision | undefined {
  if (text === undefined) return undefined;
  const at = text.lastIndexOf('@');
  const name = at > 0 ? text.slice(0, at) : undefined;
  const digest = text.slice(at + 1);
  return { text, name, digest: digest.includes(':') ? digest : undefined };
}

/** @internal */
export function readArtifactRevision(
  source: unknown,
): FluxRevision | undefined {
  return parseFluxRevision(textAt(source, 'status', 'artifact', 'revision'));
}

/**
 * The newer revision that a source has seen and does not hold, from its conditions' messages (source-controller v1.9
 * writes it nowhere else).
 *
 * @internal
 */
export function parsePendingRevision(
  message: string | undefined,
): FluxRevision | undefined {
  return parseFluxRevision(
    /new revision '([^'\s]{1,300})'/.exec(message ?? '')?.[1],
  );
}

/** Short enough for a sentence: the tag of an artifact, branch and commit of a repository. @internal */
export function nameRevision(revision: FluxRevision): string {
  if (revision.name === undefined) {
    return isDigest(revision.text)
      ? shortenDigest(revision.text)
      : revision.text;
  }
  return revision.digest?.startsWith('sha1:')
    ? `${revision.name}@${revision.digest.slice(5, 12)}`
    : revision.name;
}

import { validateDigest } from '../reference';
import type { DigestSet } from './inToto';

/**
 * `sha256:<hex>` as in-toto writes it: `{sha256: <hex>}`.
 *
 * @throws InvalidReferenceError
 */
export function parseDigest(digest: string): DigestSet {
  const [algorithm, hex] = validateDigest(digest).split(':');
  return { [algorithm]: hex };
}

/** The hex part of a sha256 digest, where it is one. */
export function sha256Hex(digest: string | undefined): string | undefined {
  return /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1];
}

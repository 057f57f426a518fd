import { X509Certificate, createPublicKey, type KeyObject } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';

/** Where the bodies of Rekor's entries name the key that signed, by kind and version: PEM in base64, or DER in base64. */
const PATHS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'hashedrekord/0.0.1': [['spec', 'signature', 'publicKey', 'content']],
  'dsse/0.0.1': [['spec', 'signatures', '0', 'verifier']],
  'intoto/0.0.2': [
    ['spec', 'content', 'envelope', 'signatures', '0', 'publicKey'],
  ],
  'hashedrekord/0.0.2': [['spec', 'hashedRekordV002', 'signature', 'verifier']],
  'dsse/0.0.2': [['spec', 'dsseV002', 'signatures', '0', 'verifier']],
};

/**
 * Whether a log entry is of a signature by this key. sigstore-js compares signature and digest and leaves the key out;
 * for some algorithms another key can be made that verifies the same signature.
 *
 * @internal
 */
export function isLoggedKey(
  entry: TransparencyLogEntry,
  key: KeyObject,
): boolean {
  try {
    const body: unknown = JSON.parse(entry.canonicalizedBody.toString('utf8'));
    const { kind, version } = entry.kindVersion;
    const paths = PATHS[`${kind}/${version}`] ?? [];
    return paths.some(path => readKey(at(body, path))?.equals(key));
  } catch {
    return false;
  }
}

function readKey(value: unknown): KeyObject | undefined {
  if (typeof value === 'string') {
    const pem = Buffer.from(value, 'base64').toString('utf8');
    return createPublicKey(pem);
  }
  const certificate = at(value, ['x509Certificate', 'rawBytes']);
  if (typeof certificate === 'string')
    return new X509Certificate(Buffer.from(certificate, 'base64')).publicKey;
  const raw = at(value, ['publicKey', 'rawBytes']);
  return typeof raw === 'string'
    ? createPublicKey({
        key: Buffer.from(raw, 'base64'),
        format: 'der',
        type: 'spki',
      })
    : undefined;
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, name)
        ? (found as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

import type { KubernetesManifest } from '../kubernetes';
import { refuse } from './refuse';

/** Fields of Argo CD's repositories that anybody may read. */
const REPOSITORY_FIELDS = new Set([
  'type',
  'url',
  'name',
  'project',
  'insecure',
  'insecureOCIForceHttp',
  'enableOCI',
]);

const REPOSITORY_LABEL = 'argocd.argoproj.io/secret-type';
const PUBLIC_KEY =
  /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/;
const PASSWORD_IN_URL = /[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:[^\s/@]+@/i;

/** Whether a text is a public key in PEM, and nothing else. @internal */
export function isPublicKeyPem(text: string): boolean {
  return text.length <= 16_384 && PUBLIC_KEY.test(text);
}

/**
 * Lets pass only Secrets in which nothing is secret, and texts without keys and passwords: what is written goes to Git.
 *
 * @returns the objects as they were given.
 * @throws ManifestError `INVALID_VALUE`
 * @internal
 */
export function refusePlainSecrets<T extends KubernetesManifest>(
  objects: readonly T[],
): readonly T[] {
  for (const object of objects) {
    const what = `${object.kind} '${object.metadata.name}'`;
    if (object.kind === 'Secret' && !isPublicSecret(object)) {
      refuse(
        'INVALID_VALUE',
        'objects',
        `The ${what} holds a secret: declare an ExternalSecret or a SealedSecret in its place`,
      );
    }
    if (textsOf(object).some(isSecretText)) {
      refuse(
        'INVALID_VALUE',
        'objects',
        `The ${what} holds a private key, or a URL with a password: name a Secret in its place`,
      );
    }
  }
  return objects;
}

function isPublicSecret(object: KubernetesManifest): boolean {
  const { data, stringData, metadata } = object;
  if (data !== undefined || typeof stringData !== 'object' || !stringData) {
    return false;
  }
  const entries = Object.entries(stringData as Record<string, unknown>);
  const isRepository = metadata.labels?.[REPOSITORY_LABEL] !== undefined;
  return entries.every(([key, value]) =>
    isRepository
      ? REPOSITORY_FIELDS.has(key)
      : isPublicKeyPem(String(value)) || isTrustedRoot(key, String(value)),
  );
}

function isTrustedRoot(key: string, text: string): boolean {
  return (
    key === 'trusted_root.json' &&
    text.includes('application/vnd.dev.sigstore.trustedroot')
  );
}

function isSecretText(text: string): boolean {
  return PRIVATE_KEY.test(text) || PASSWORD_IN_URL.test(text);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(textsOf)
    : [];
}

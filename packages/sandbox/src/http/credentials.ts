import { createHash, timingSafeEqual } from 'node:crypto';

/** User name and password (or token) as a client sends them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Reads `Authorization: Basic …`; the scheme is matched without regard to case (RFC 9110 §11.1). */
export function parseBasic(
  header: string | undefined,
): Credentials | undefined {
  const match = /^basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '');
  if (!match) return undefined;
  const decoded = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 0) return undefined;
  return {
    username: decoded.slice(0, colon),
    password: decoded.slice(colon + 1),
  };
}

/** Compares secrets without telling by its duration where they differ. */
export function isSameSecret(left: string, right: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}

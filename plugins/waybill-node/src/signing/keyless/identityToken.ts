import { readKeyFile } from '../readKeyFile';
import type { SigningOptions } from '../Signer';
import { SigningError } from '../SigningError';
import { requestGitHubToken } from './gitHubToken';

/** Where the OIDC token of keyless signing comes from; asked for each certificate, as tokens are short-lived. @public */
export type TokenSource = (options?: SigningOptions) => Promise<string>;

/** What Fulcio wants to read from a token, checked as far as anybody but its issuer can. @internal */
export interface IdentityToken {
  readonly token: string;
  /** What the proof of possession is over (Fulcio's API): the e-mail address where there is one. */
  readonly subject: string;
}

/** Audience that the authorities of Sigstore ask for. */
export const SIGSTORE_AUDIENCE = 'sigstore';
/** GitHub's are below 2 KiB. */
const MAX_TOKEN_LENGTH = 32 * 1024;

/**
 * The first of: a file, a variable, GitHub Actions, `SIGSTORE_ID_TOKEN` (GitLab and others by their `id_tokens`).
 *
 * @public
 */
export function tokenSourceOf(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file?: string;
  readonly variable?: string;
  /** `sigstore` where absent. */
  readonly audience?: string;
}): TokenSource {
  const { env, file, variable, audience = SIGSTORE_AUDIENCE } = options;
  return async ({ signal } = {}) => {
    if (file) return (await readKeyFile(file, 'identity token')).trim();
    const named = variable ? env[variable] : undefined;
    if (named) return named.trim();
    if (variable) throw missing(`the variable ${variable} is not set`);
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url } = env;
    const { ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = env;
    if (url && requestToken)
      return requestGitHubToken({ url, requestToken, audience, signal });
    if (env.SIGSTORE_ID_TOKEN) return env.SIGSTORE_ID_TOKEN.trim();
    throw missing('no file, variable or pipeline gives one');
  };
}

/**
 * Reads a token as a JWT. Its signature is for Fulcio to check.
 *
 * @throws SigningError `IDENTITY_TOKEN_INVALID`; never with the token in it
 * @internal
 */
export function readIdentityToken(token: string, now: Date): IdentityToken {
  const claims =
    token.length <= MAX_TOKEN_LENGTH && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)
      ? readClaims(token)
      : undefined;
  if (!claims) throw invalid('it is no JWT');
  const { exp, email, email_verified: isVerified, sub } = claims;
  if (typeof exp === 'number' && exp * 1000 <= now.getTime())
    throw invalid('it has expired: get a new one');
  if (email && isVerified !== true && isVerified !== 'true')
    throw invalid('its issuer has not verified its e-mail address');
  const subject = email || sub;
  if (typeof subject !== 'string' || !subject)
    throw invalid('it names no subject');
  return { token, subject };
}

function readClaims(token: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1], 'base64url').toString('utf8'),
    );
    return typeof claims === 'object' && claims !== null
      ? (claims as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function missing(why: string): SigningError {
  return new SigningError({
    code: 'IDENTITY_TOKEN_MISSING',
    message: `Signing without a key needs an OIDC token, and ${why}: set SIGSTORE_ID_TOKEN, give the job of GitHub Actions the permission id-token: write, or configure identityTokenFile.`,
  });
}

function invalid(why: string): SigningError {
  return new SigningError({
    code: 'IDENTITY_TOKEN_INVALID',
    message: `The OIDC token for signing cannot be used: ${why}.`,
  });
}

import type { RetryPolicy } from '../../registry';
import { ServiceHttp } from '../services/ServiceHttp';
import { readServiceUrl } from '../services/serviceUrl';
import type { KeylessSigner } from '../Signer';
import { SigningError } from '../SigningError';
import { FulcioAuthority } from './FulcioAuthority';
import type { TokenSource } from './identityToken';
import { CertifiedSigner } from './CertifiedSigner';
import { RekorWitness } from './RekorWitness';
import { TimestampWitness } from './TimestampWitness';

/** Services of the public-good instance of Sigstore. */
const PUBLIC_FULCIO = 'https://fulcio.sigstore.dev';
const PUBLIC_REKOR = 'https://rekor.sigstore.dev';

/** Whom to ask for certificates, log entries and timestamps. @public */
export interface KeylessSettings {
  /** Name for messages and results. */
  readonly keyName: string;
  readonly token: TokenSource;
  /** The public-good instance where absent. */
  readonly fulcioUrl?: string;
  /** The public-good instance where neither this nor `fulcioUrl` is given; no log where only the latter is. */
  readonly rekorUrl?: string;
  /** Version of the log's API; 1 where absent. */
  readonly rekorVersion?: 1 | 2;
  /** No timestamps where absent. */
  readonly timestampUrl?: string;
  /** PEM of the certificate authority of the services' TLS, where it is not one that the machine trusts. */
  readonly ca?: string;
  readonly timeoutMs?: number;
  readonly retryPolicy?: RetryPolicy;
  readonly now?: () => Date;
}

/**
 * A signer without a key of its own. Asks no host but those of the settings; signatures and the identity in the
 * certificate become public where the log is.
 *
 * @throws SigningError `CONFIG_INVALID`
 * @public
 */
export function createKeylessSigner(settings: KeylessSettings): KeylessSigner {
  const { keyName, fulcioUrl, timestampUrl, rekorVersion = 1 } = settings;
  const rekorUrl =
    settings.rekorUrl ?? (fulcioUrl === undefined ? PUBLIC_REKOR : undefined);
  if (!timestampUrl && (!rekorUrl || rekorVersion === 2)) {
    throw new SigningError({
      code: 'CONFIG_INVALID',
      message: `Nothing would prove when '${keyName}' signs, and its certificates last minutes: configure rekorUrl (with rekorVersion 1) or timestampUrl of its keyless.`,
    });
  }
  const open = (title: string, url: string) =>
    new ServiceHttp({
      title,
      url,
      ca: settings.ca,
      timeoutMs: settings.timeoutMs,
      retryPolicy: settings.retryPolicy,
    });
  const fulcio = new FulcioAuthority(
    open('Fulcio', fulcioUrl ?? PUBLIC_FULCIO),
  );
  const rekor = rekorUrl ? open('Rekor', rekorUrl) : undefined;
  const title = 'The timestamp authority';
  const authority = timestampUrl ? open(title, timestampUrl) : undefined;
  const timestampPath =
    timestampUrl && readServiceUrl(title, timestampUrl).pathname === '/'
      ? '/api/v1/timestamp'
      : '';
  return new CertifiedSigner({
    keyName,
    token: settings.token,
    fulcio,
    now: settings.now ?? (() => new Date()),
    proves: { log: rekor !== undefined, timestamp: authority !== undefined },
    witnesses: signal => [
      ...(rekor ? [new RekorWitness(rekor, rekorVersion, signal)] : []),
      ...(authority
        ? [new TimestampWitness(authority, timestampPath, signal)]
        : []),
    ],
  });
}

import { SigningError } from '../SigningError';

/**
 * Reads the URL of a service that tokens are sent to.
 *
 * @throws SigningError `CONFIG_INVALID`
 * @internal
 */
export function readServiceUrl(title: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw invalid(title, 'is no http(s) URL');
  if (url.username || url.password)
    throw invalid(title, 'has credentials in it, which belong elsewhere');
  // a token in clear on the wire is a token lost: only the machine itself may be spoken to without TLS
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw invalid(title, 'has no TLS: use https');
  return url;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function invalid(title: string, why: string): SigningError {
  return new SigningError({
    code: 'CONFIG_INVALID',
    message: `The URL of ${title} ${why}.`,
  });
}

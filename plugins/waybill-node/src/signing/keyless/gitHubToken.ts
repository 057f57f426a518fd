import { ServiceHttp } from '../services/ServiceHttp';
import { readServiceUrl } from '../services/serviceUrl';
import type { SigningOptions } from '../Signer';

const TITLE = "GitHub Actions' token service";

/**
 * Asks the runner's service for the job's OIDC token, as GitHub documents it ("Security hardening with OpenID Connect").
 *
 * @throws SigningError
 */
export async function requestGitHubToken(
  options: SigningOptions & {
    readonly url: string;
    readonly requestToken: string;
    readonly audience: string;
  },
): Promise<string> {
  const url = readServiceUrl(TITLE, options.url);
  url.searchParams.set('audience', options.audience);
  const http = new ServiceHttp({
    title: TITLE,
    url: url.origin,
    headers: { authorization: `Bearer ${options.requestToken}` },
  });
  const what = 'an OIDC token';
  const { json } = await http.requestJson({
    method: 'GET',
    path: `${url.pathname}${url.search}`,
    what,
    signal: options.signal,
  });
  if (typeof json.value !== 'string' || !json.value)
    throw http.invalidAnswer(what, 'holds no token');
  return json.value;
}

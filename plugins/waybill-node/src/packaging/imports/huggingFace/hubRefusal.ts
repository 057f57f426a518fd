import type { HubSettings } from '../importSettings';
import type { ReadRefusal } from '../web/webErrors';

/** What the hub means with its refusals (`X-Error-Code`). */
export function readHubRefusal(
  settings: HubSettings,
  model: string,
): ReadRefusal {
  const { origin } = new URL(settings.endpoint);
  const page = `${settings.endpoint}/${model}`;
  const token = settings.token
    ? 'of the token that is configured'
    : 'with a token, and none is configured (token under waybill.huggingFace, or HF_TOKEN)';
  return ({ status, headers, url }) => {
    if (url.origin !== origin)
      // a link into the store is good for some time only; asking again gives a new one
      return [401, 403, 404].includes(status)
        ? {
            code: 'UNAVAILABLE',
            isRetryable: true,
            message: `${url.host}, where the hub keeps the files of ${model}, refused with ${status}: try again.`,
          }
        : undefined;
    switch (headers['x-error-code']) {
      case 'GatedRepo':
        return {
          code: 'GATED',
          message: `${model} is gated: its owner lets in who has agreed to its terms. Open ${page}, agree, and read it as that account: ${token}.`,
        };
      case 'RepoNotFound':
        return {
          code: 'NOT_FOUND',
          message: `There is no model ${model} at ${settings.endpoint}, or it is private: check the name; a private one is read as an account that may, ${token}.`,
        };
      case 'RevisionNotFound':
        return {
          code: 'REVISION_NOT_FOUND',
          message: `${model} has no such branch, tag or commit: see ${page}/tree/main for those that there are.`,
        };
      case 'EntryNotFound':
        return {
          code: 'FILE_CHANGED',
          message: `${url.pathname.slice(
            0,
            300,
          )} is no longer there: plan the import again.`,
        };
      default:
        return readPlainRefusal(status, model, token);
    }
  };
}

function readPlainRefusal(
  status: number,
  model: string,
  token: string,
): ReturnType<ReadRefusal> {
  if (status === 401)
    return {
      code: 'UNAUTHORIZED',
      message: `The hub does not let us read ${model}: it is read as the account ${token}. Check that it is valid.`,
    };
  if (status === 403)
    return {
      code: 'DENIED',
      message: `The hub does not allow to read ${model}: it is read as the account ${token}. Its owner gives access; a token may be limited to some models.`,
    };
  if (status === 429)
    return {
      code: 'RATE_LIMITED',
      message: `The hub was asked too often: try again later. Who asks with a token may ask more often.`,
    };
  return undefined;
}

import { isJsonObject } from '../fieldPath';
import type { RequestTools } from './rootHandlers';
import { readRequestBody } from './requestBody';
import { sendJson } from './respond';

/** `kubectl auth can-i` and its likes: whoever has the token may do everything. */
export async function handleAccessReview({
  request,
  response,
}: RequestTools): Promise<void> {
  const review = await readRequestBody(request);
  sendJson(response, 201, {
    ...(isJsonObject(review) ? review : {}),
    status: {
      allowed: true,
      reason: 'the sandbox has one user, who may do everything',
    },
  });
}

import type { ServerResponse } from 'node:http';
import { StatusError, isStatusError } from '../StatusError';

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  contentType = 'application/json',
): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(code, {
    'Content-Type': contentType,
    'Content-Length': text.length,
    'Cache-Control': 'no-cache, private',
  });
  response.end(text);
}

/** Answers with plain text. */
export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
): void {
  response.writeHead(code, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Answers with the Status of a refusal; a defect becomes a 500 that says nothing of its inside. */
export function sendError(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = isStatusError(error)
    ? error
    : new StatusError({
        code: 500,
        reason: 'InternalError',
        message: 'Internal error occurred: see the log of the sandbox',
      });
  const retryAfter = status.body.details?.retryAfterSeconds;
  if (retryAfter) response.setHeader('Retry-After', String(retryAfter));
  if (status.code === 401)
    response.setHeader('WWW-Authenticate', 'Bearer realm="kubernetes-sandbox"');
  sendJson(response, status.code, status.body);
}

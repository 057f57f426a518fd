import type { IncomingMessage, ServerResponse } from 'node:http';

const HOP_BY_HOP = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
];

/** Passes a request on to a registry, and its answer back, less the header with which it says that it lists referrers. */
export async function passOn(
  url: string,
  request: IncomingMessage,
  response: ServerResponse,
  beforeAnswer: () => Promise<void> = async () => {},
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = await fetch(`${url}${request.url}`, {
    method: request.method,
    headers: Object.entries(request.headers).flatMap(
      ([name, value]): [string, string][] =>
        HOP_BY_HOP.includes(name) ? [] : [[name, String(value)]],
    ),
    body: ['GET', 'HEAD'].includes(request.method ?? '')
      ? undefined
      : Buffer.concat(chunks),
  });
  const body = Buffer.from(await answer.arrayBuffer());
  await beforeAnswer();
  const headers = Object.fromEntries(
    [...answer.headers].filter(([name]) => name !== 'oci-subject'),
  );
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}

import http from 'node:http';
import https from 'node:https';
import { connect } from 'node:net';

/** How a process shows that it serves. */
export type HealthProbe =
  | { readonly type: 'port'; readonly port: number }
  | {
      readonly type: 'http';
      readonly url: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

const PROBE_TIMEOUT_MS = 2_000;

/** @returns `true` where it answers well; its answer, or why there is none, where not */
export async function probe(health: HealthProbe): Promise<true | string> {
  return health.type === 'port'
    ? await probePort(health.port)
    : await probeHttp(health.url, health.headers);
}

function probePort(port: number): Promise<true | string> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy());
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', error => resolve(error.message));
    socket.once('close', () => resolve('connection closed'));
  });
}

function probeHttp(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<true | string> {
  return new Promise(resolve => {
    const options = { headers, timeout: PROBE_TIMEOUT_MS };
    // The certificate is made by the process that is asked, at its start, and the answer is used for nothing.
    const request = url.startsWith('https:')
      ? https.get(url, { ...options, rejectUnauthorized: false })
      : http.get(url, options);
    request.on('response', response => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status < 400 ? true : `${url} answers ${status}`);
    });
    request.on('timeout', () => request.destroy(new Error('timed out')));
    request.on('error', error => resolve(error.message));
  });
}

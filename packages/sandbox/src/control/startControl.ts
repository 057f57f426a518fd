import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { z } from 'zod';
import { SandboxError } from '../errors';
import {
  isSameSecret,
  listenOnLoopback,
  readBody,
  type Listening,
} from '../http';

const MAX_BODY_BYTES = 64 * 1024;

export const breakSchema = z.object({
  what: z.string().max(300),
  cluster: z.string().max(100).optional(),
  namespace: z.string().max(100).optional(),
  message: z.string().max(2000).optional(),
});
export const mendSchema = z.object({ what: z.string().max(300) });

/** What the command line asks of the sandbox that runs. */
export interface ControlTarget {
  status(): unknown;
  breakIt(request: z.infer<typeof breakSchema>): Promise<void>;
  mend(request: z.infer<typeof mendSchema>): Promise<void>;
}

/** Listens for the command line, on loopback and for the bearer of the token only. */
export async function startControl(options: {
  token: string;
  target: ControlTarget;
}): Promise<Listening> {
  const { token, target } = options;
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const sent =
      /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!isSameSecret(sent, token))
      throw new SandboxError({
        code: 'INPUT_INVALID',
        message: 'wrong control token',
      });
    const action = `${request.method} ${request.url}`;
    if (action === 'GET /status') return target.status();
    const body: unknown = JSON.parse(
      (await readBody(request, MAX_BODY_BYTES)).toString('utf8'),
    );
    if (action === 'POST /break') await target.breakIt(breakSchema.parse(body));
    else if (action === 'POST /mend') await target.mend(mendSchema.parse(body));
    else
      throw new SandboxError({
        code: 'INPUT_INVALID',
        message: `unknown control request ${action}`,
      });
    return target.status();
  };
  const server = createServer((request, response) => {
    answer(request).then(
      body => write(response, 200, body),
      error => write(response, 400, describe(error)),
    );
  });
  return listenOnLoopback(server, { port: 0, what: 'control' });
}

function describe(error: unknown) {
  if (error instanceof SandboxError)
    return { code: error.code, message: error.message };
  return {
    code: 'INPUT_INVALID',
    message: `the control request was refused: ${(error as Error).message}`,
  };
}

function write(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import {
  isSameSecret,
  listenOnLoopback,
  parseBasic,
  type Listening,
} from '../http';
import type { GitAccount } from './context';
import { GitError } from './GitError';
import { GitStore } from './GitStore';
import { PullStore } from './PullStore';
import { RepositoryLocks } from './RepositoryLocks';
import { route } from './router';

export interface GitRemoteOptions {
  /** where the repositories are kept */
  readonly dir: string;
  /** 0 takes any free one */
  readonly port: number;
  readonly username: string;
  /** lets its bearer push and use the API; reading needs none */
  readonly token: string;
  readonly log?: (line: string) => void;
}

export interface RunningGitRemote extends Listening {
  /** While set, every request is answered with 503. */
  setUnavailable(isUnavailable: boolean): void;
}

/** Starts a Git remote on loopback: smart HTTP, what a portal needs of Gitea's API, and pages to read. */
export async function startGitRemote(
  options: GitRemoteOptions,
): Promise<RunningGitRemote> {
  const account: GitAccount = {
    username: options.username,
    email: `${options.username}@sandbox.localhost`,
  };
  const store = new GitStore(options.dir);
  await store.open();
  await store.addOwner(options.username);
  const services = {
    store,
    pulls: new PullStore(),
    locks: new RepositoryLocks(),
    account,
    baseUrl: '',
  };
  let isUnavailable = false;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (isUnavailable)
      throw new GitError(503, 'the Git remote is down (sandbox fault "git")');
    await route(request, response, {
      ...services,
      isAuthenticated: authenticate(request, options.token),
    });
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(error => {
      if (
        !(error instanceof GitError) &&
        !request.destroyed &&
        !response.destroyed
      ) {
        options.log?.(
          `git: ${request.method} ${
            request.url?.split('?')[0]
          } failed: ${error}`,
        );
      }
      writeError(request, response, error, services.baseUrl);
    });
  });
  server.requestTimeout = 0;
  const listening = await listenOnLoopback(server, {
    port: options.port,
    what: 'git',
  });
  services.baseUrl = listening.url;
  return {
    ...listening,
    setUnavailable: value => {
      isUnavailable = value;
    },
  };
}

/** As Gitea: `token …`, `Bearer …`, or Basic with the token in either place. Wrong ones are refused, even for reading. */
function authenticate(request: IncomingMessage, token: string): boolean {
  const header = request.headers.authorization;
  if (!header) return false;
  const sent = /^(?:token|bearer)\s+(\S+)$/i.exec(header)?.[1];
  if (sent !== undefined && isSameSecret(sent, token)) return true;
  const basic = parseBasic(header);
  if (
    basic &&
    (isSameSecret(basic.password, token) || isSameSecret(basic.username, token))
  )
    return true;
  throw new GitError(401, 'invalid username, password or token');
}

function writeError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  baseUrl: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = error instanceof GitError ? error.status : 500;
  const message =
    error instanceof GitError
      ? error.message
      : 'the Git remote failed; see its log';
  const isApi = request.url?.startsWith('/api/');
  const body = Buffer.from(
    isApi
      ? JSON.stringify({ message, url: `${baseUrl}/api/swagger` })
      : `${message}\n`,
  );
  response.writeHead(status, {
    'Content-Type': isApi
      ? 'application/json;charset=utf-8'
      : 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    ...(status === 401 && {
      'WWW-Authenticate': 'Basic realm="Waybill sandbox"',
    }),
  });
  response.end(body);
}

import type { IncomingMessage } from 'node:http';
import { Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import {
  requireAuthentication,
  requireRepository,
  type GitHandler,
  type GitRequest,
} from './context';
import { GitError } from './GitError';
import { describeSpawnError, spawnGit } from './gitCommand';
import type { StoredRepository } from './GitStore';

/** The two services of git's smart HTTP protocol (gitprotocol-http). */
type GitService = 'upload-pack' | 'receive-pack';

// What a client asks for is a list of ids; what it pushes is whole files.
const MAX_REQUEST_BYTES: Record<GitService, number> = {
  'upload-pack': 64 * 1024 * 1024,
  'receive-pack': 2 * 1024 * 1024 * 1024,
};

/** GET `/<owner>/<name>[.git]/info/refs?service=git-…`. */
export const advertiseRefs: GitHandler = async context => {
  const service = parseService(context.query.get('service'));
  const repository = await openFor(context, service);
  const { response } = context;
  response.writeHead(200, {
    'Content-Type': `application/x-git-${service}-advertisement`,
    'Cache-Control': 'no-cache',
  });
  // Protocol v2 begins with its capabilities at once.
  if (!/^version=2\b/.test(protocolOf(context)))
    response.write(`${packetLine(`# service=git-${service}\n`)}0000`);
  await runService(context, repository, [
    service,
    '--stateless-rpc',
    '--advertise-refs',
  ]);
};

/** POST `/<owner>/<name>[.git]/git-upload-pack` and `git-receive-pack`. */
export const serve =
  (service: GitService): GitHandler =>
  async context => {
    const repository = await openFor(context, service);
    context.response.writeHead(200, {
      'Content-Type': `application/x-git-${service}-result`,
      'Cache-Control': 'no-cache',
    });
    const run = () =>
      runService(context, repository, [service, '--stateless-rpc']);
    await (service === 'receive-pack'
      ? context.locks.run(repository.dir, run)
      : run());
  };

async function openFor(
  context: GitRequest,
  service: GitService,
): Promise<StoredRepository> {
  if (service === 'receive-pack') requireAuthentication(context);
  return requireRepository(context);
}

function parseService(text: string | null): GitService {
  if (text === 'git-upload-pack') return 'upload-pack';
  if (text === 'git-receive-pack') return 'receive-pack';
  throw new GitError(403, 'only the smart HTTP protocol is served: update git');
}

/** `Git-Protocol`, as far as git knows it; anything else would become part of a child's environment. */
function protocolOf({ request }: GitRequest): string {
  const header = String(request.headers['git-protocol'] ?? '');
  return /^[a-z0-9=:.-]{1,100}$/.test(header) ? header : '';
}

async function runService(
  context: GitRequest,
  repository: StoredRepository,
  args: string[],
): Promise<void> {
  const { request, response } = context;
  const aborter = new AbortController();
  response.on('close', () => aborter.abort());
  const child = spawnGit([...args, repository.dir], {
    dir: repository.dir,
    env: { GIT_PROTOCOL: protocolOf(context) },
    signal: aborter.signal,
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', error => reject(describeSpawnError(error)));
    child.on('close', () => resolve());
  });
  child.stderr.resume();
  if (request.method === 'POST') {
    // git may hang up before it has read all; then its answer says why, and the request's end does not matter.
    feed(request, child.stdin, args[0] as GitService).catch(() =>
      child.stdin.destroy(),
    );
  } else {
    child.stdin.end();
  }
  await Promise.all([pipeline(child.stdout, response), ended]);
}

/** Gives git the body, which a client may have compressed. */
async function feed(
  request: IncomingMessage,
  stdin: Writable,
  service: GitService,
): Promise<void> {
  const limit = limitBytes(MAX_REQUEST_BYTES[service]);
  if (request.headers['content-encoding'] === 'gzip')
    await pipeline(request, createGunzip(), limit, stdin);
  else await pipeline(request, limit, stdin);
}

function limitBytes(limit: number): Transform {
  let sizeBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length;
      done(
        sizeBytes > limit
          ? new GitError(413, 'the request is too large')
          : null,
        chunk,
      );
    },
  });
}

function packetLine(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

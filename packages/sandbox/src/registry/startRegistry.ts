import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import {
  isSameSecret,
  listenOnLoopback,
  parseBasic,
  type Credentials,
  type Listening,
} from '../http';
import { RegistryError, writeRegistryError } from './errors';
import { ManifestStore } from './ManifestStore';
import { route } from './router';
import { RegistryStorage } from './storage';
import { UploadSessions } from './UploadSessions';

export interface RegistryOptions {
  /** where blobs and manifests are kept */
  readonly dir: string;
  /** 0 takes any free one */
  readonly port: number;
  readonly log?: (line: string) => void;
  /** asked for on every request where given */
  readonly auth?: Credentials;
}

export interface RunningRegistry extends Listening {
  /** While set, every request is answered with 503. */
  setUnavailable(isUnavailable: boolean): void;
}

/** Starts an OCI registry (distribution-spec v1.1.1) on loopback. */
export async function startRegistry(
  options: RegistryOptions,
): Promise<RunningRegistry> {
  const storage = new RegistryStorage(options.dir);
  const services = {
    storage,
    uploads: new UploadSessions(storage),
    manifests: new ManifestStore(storage),
  };
  await storage.open();
  await services.uploads.open();
  let isUnavailable = false;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (isUnavailable) {
      throw new RegistryError({
        code: 'UNAVAILABLE',
        message: 'the registry is down (sandbox fault "registry")',
      });
    }
    if (options.auth) authenticate(request, options.auth);
    await route(request, response, services);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(error => {
      if (!(error instanceof RegistryError) && !request.destroyed) {
        options.log?.(
          `registry: ${request.method} ${request.url} failed: ${error}`,
        );
      }
      writeRegistryError(response, error);
    });
  });
  // A large layer takes longer than the five minutes that Node allows a request.
  server.requestTimeout = 0;
  const listening = await listenOnLoopback(server, {
    port: options.port,
    what: 'registry',
  });
  return {
    ...listening,
    setUnavailable: value => {
      isUnavailable = value;
    },
  };
}

function authenticate(request: IncomingMessage, expected: Credentials): void {
  const sent = parseBasic(request.headers.authorization);
  const isUser =
    sent !== undefined && isSameSecret(sent.username, expected.username);
  if (isUser && isSameSecret(sent.password, expected.password)) return;
  throw new RegistryError(
    { code: 'UNAUTHORIZED', message: 'authentication required' },
    {
      headers: { 'WWW-Authenticate': 'Basic realm="Waybill sandbox registry"' },
    },
  );
}

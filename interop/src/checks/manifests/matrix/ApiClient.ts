import { Agent, request } from 'node:https';
import type {
  KubernetesManifest,
  RunningApiServer,
} from '../../../controlPlane';

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** What an API server says to one object. */
export interface DryRunAnswer {
  readonly isAccepted: boolean;
  readonly message: string;
}

const MAX_CONNECTIONS = 8;
const MAX_ATTEMPTS = 5;

/** Asks an API server about many objects over few connections: kubectl is made for some. */
export class ApiClient {
  readonly #server: Pick<RunningApiServer, 'url' | 'adminToken' | 'caData'>;
  readonly #agent: Agent;
  readonly #resources = new Map<string, Promise<readonly ApiResource[]>>();
  readonly #signal: AbortSignal;

  constructor(
    server: Pick<RunningApiServer, 'url' | 'adminToken' | 'caData'>,
    signal: AbortSignal,
  ) {
    this.#server = server;
    this.#signal = signal;
    this.#agent = new Agent({
      ca: Buffer.from(server.caData, 'base64'),
      keepAlive: true,
      maxSockets: MAX_CONNECTIONS,
    });
  }

  /** Creates the object without keeping it; unknown and repeated fields are errors. */
  async dryRun(object: KubernetesManifest): Promise<DryRunAnswer> {
    const { status, body } = await this.#send(
      'POST',
      `${await this.#pathOf(object)}?dryRun=All&fieldValidation=Strict`,
      JSON.stringify(object),
    );
    return {
      isAccepted: status === 201,
      message: status === 201 ? '' : String(body.message ?? status),
    };
  }

  /**
   * Creates the object. Large definitions take a busy server longer than it waits for itself, and then it is asked
   * again.
   */
  async create(object: KubernetesManifest): Promise<void> {
    const path = await this.#pathOf(object);
    for (let attempt = 1; ; attempt += 1) {
      const { status, body } = await this.#send(
        'POST',
        path,
        JSON.stringify(object),
      );
      if (status === 201 || status === 409) return;
      if (attempt === MAX_ATTEMPTS || status < 500) {
        throw new Error(
          `The API server does not create ${object.kind} ${object.metadata.name}: ${body.message}`,
        );
      }
    }
  }

  /** @returns `undefined` as long as the server does not serve the kind */
  async serves(apiVersion: string, kind: string): Promise<true | undefined> {
    this.#resources.delete(apiVersion);
    const resources = await this.#resourcesOf(apiVersion);
    return resources.some(resource => resource.kind === kind)
      ? true
      : undefined;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #pathOf({
    apiVersion,
    kind,
    metadata,
  }: KubernetesManifest): Promise<string> {
    const resources = await this.#resourcesOf(apiVersion);
    const resource = resources.find(
      candidate => candidate.kind === kind && !candidate.name.includes('/'),
    );
    if (!resource) {
      throw new Error(`The API server serves no ${kind} of ${apiVersion}`);
    }
    const place = resource.namespaced
      ? `namespaces/${metadata.namespace ?? 'default'}/`
      : '';
    return `${groupPath(apiVersion)}/${place}${resource.name}`;
  }

  #resourcesOf(apiVersion: string): Promise<readonly ApiResource[]> {
    const known = this.#resources.get(apiVersion);
    if (known) return known;
    const asked = this.#send('GET', groupPath(apiVersion)).then(
      ({ body }) => (body.resources as ApiResource[] | undefined) ?? [],
    );
    this.#resources.set(apiVersion, asked);
    return asked;
  }

  #send(
    method: string,
    path: string,
    body?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.#server.url}${path}`,
        {
          method,
          agent: this.#agent,
          signal: this.#signal,
          headers: {
            authorization: `Bearer ${this.#server.adminToken}`,
            'content-type': 'application/json',
          },
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            try {
              resolve({
                status: response.statusCode ?? 0,
                body: JSON.parse(text),
              });
            } catch {
              resolve({
                status: response.statusCode ?? 0,
                body: { message: text.slice(0, 500) },
              });
            }
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
  }
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/')
    ? `/apis/${apiVersion}`
    : `/api/${apiVersion}`;
}

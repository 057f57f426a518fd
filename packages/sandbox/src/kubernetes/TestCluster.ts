import { promises as fs } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import os from 'node:os';
import path from 'node:path';
import type { KubernetesObject } from './KubernetesObject';
import type { RunningCluster } from './RunningCluster';
import { startCluster } from './startCluster';

/** An answer of the API server, its body read. */
export interface ClusterAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, never> & { [field: string]: never };
}

/** One line of a watch. */
export interface WatchLine {
  readonly type: string;
  readonly object: KubernetesObject & { code?: number; reason?: string };
}

/** How a request is sent beside its path. */
export interface ClusterRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Record<string, string>;
  /** `null` sends no Authorization at all. */
  readonly token?: string | null;
}

const pollMs = 5;
const deadlineMs = 10_000;

/** Waits until something is so; fails with the last seen state. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => {
      setTimeout(resolve, pollMs);
    });
  }
}

/** A cluster in a folder of its own, with the requests that every test of it makes. */
export class TestCluster {
  private constructor(readonly dir: string, private running: RunningCluster) {}

  static async start(): Promise<TestCluster> {
    const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-cluster-'));
    return new TestCluster(dir, await startIn(dir));
  }

  get cluster(): RunningCluster {
    return this.running;
  }

  async restart(): Promise<void> {
    await this.running.stop();
    this.running = await startIn(this.dir);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await fs.rm(this.dir, { recursive: true, force: true });
  }

  async call(
    target: string,
    options: ClusterRequest = {},
  ): Promise<ClusterAnswer> {
    const response = await this.open(target, options);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const isJson =
      response.headers['content-type']?.startsWith('application/json');
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : {},
    };
  }

  /** Reads an answer as it comes, to its end. */
  async stream(
    target: string,
    onText: (text: string) => void,
  ): Promise<string> {
    let text = '';
    for await (const chunk of await this.open(target, {})) {
      text += String(chunk);
      onText(text);
    }
    return text;
  }

  /** Watches until `isEnough`; answers the lines seen so far. */
  async watch(
    target: string,
    isEnough: (lines: readonly WatchLine[]) => boolean,
  ): Promise<WatchLine[]> {
    const response = await this.open(target, {});
    const lines: WatchLine[] = [];
    let rest = '';
    for await (const chunk of response) {
      rest += String(chunk);
      const parts = rest.split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts.map(part => JSON.parse(part) as WatchLine));
      if (isEnough(lines)) break;
    }
    response.destroy();
    return lines;
  }

  private open(
    target: string,
    options: ClusterRequest,
  ): Promise<IncomingMessage> {
    const {
      method = 'GET',
      body,
      headers,
      token = this.running.token,
    } = options;
    const { contentType = 'application/json' } = options;
    const text =
      typeof body === 'string' || body === undefined
        ? body
        : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        new URL(target, this.running.url),
        {
          method,
          agent: false,
          ca: Buffer.from(this.running.caData, 'base64'),
          headers: {
            ...(token !== null && { Authorization: `Bearer ${token}` }),
            ...(text !== undefined && {
              'Content-Type': contentType,
              // Node leaves it out with DELETE.
              'Content-Length': Buffer.byteLength(text),
            }),
            ...headers,
          },
        },
        resolve,
      );
      request.on('error', reject);
      request.end(text);
    });
  }
}

function startIn(stateDir: string): Promise<RunningCluster> {
  return startCluster({ name: 'test', port: 0, stateDir });
}

/** A ConfigMap to write about. */
export function configMap(
  name: string,
  change: Partial<KubernetesObject['metadata']> = {},
  data: Record<string, string> = { a: '1' },
) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...change },
    data,
  };
}

/** A Deployment to write about. */
export function deployment(name: string, image = 'server:1') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            { name: 'server', image, env: [{ name: 'A', value: '1' }] },
          ],
        },
      },
    },
  };
}

/** Paths of the collections that tests use. */
export const paths = {
  namespaces: '/api/v1/namespaces',
  configMaps: '/api/v1/namespaces/default/configmaps',
  pods: '/api/v1/namespaces/default/pods',
  deployments: '/apis/apps/v1/namespaces/default/deployments',
  services:
    '/apis/serving.kserve.io/v1beta1/namespaces/default/inferenceservices',
  ociRepositories:
    '/apis/source.toolkit.fluxcd.io/v1/namespaces/default/ocirepositories',
};

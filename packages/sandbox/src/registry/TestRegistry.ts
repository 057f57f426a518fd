import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  startRegistry,
  type RegistryOptions,
  type RunningRegistry,
} from './startRegistry';

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const UNKNOWN_DIGEST = `sha256:${'0'.repeat(64)}`;

export function sha(content: Buffer | string, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;
}

export function descriptor(content: Buffer | string, mediaType: string) {
  return { mediaType, size: Buffer.byteLength(content), digest: sha(content) };
}

/** A manifest of the config `{}` and the layer `layer`. */
export function manifestOf(changes: object = {}): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptor('{}', 'application/vnd.oci.image.config.v1+json'),
    layers: [descriptor('layer', 'application/vnd.oci.image.layer.v1.tar')],
    ...changes,
  });
}

export interface Answer {
  readonly status: number;
  readonly codes: string[];
  readonly headers: Headers;
  readonly text: string;
}

/** A registry in a folder of its own, with the requests that every test of it makes. */
export class TestRegistry {
  private constructor(readonly dir: string, private running: RunningRegistry) {}

  static async start(
    options: Partial<RegistryOptions> = {},
  ): Promise<TestRegistry> {
    const dir = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-registry-'));
    return new TestRegistry(
      dir,
      await startRegistry({ dir, port: 0, ...options }),
    );
  }

  get url(): string {
    return this.running.url;
  }

  get host(): string {
    return this.running.host;
  }

  get port(): number {
    return this.running.port;
  }

  setUnavailable(isUnavailable: boolean): void {
    this.running.setUnavailable(isUnavailable);
  }

  async restart(): Promise<void> {
    await this.running.stop();
    this.running = await startRegistry({ dir: this.dir, port: 0 });
  }

  async stop(): Promise<void> {
    await this.running.stop();
    await fs.rm(this.dir, { recursive: true, force: true });
  }

  async send(
    method: string,
    pathOrUrl: string,
    options: { body?: Buffer | string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(new URL(pathOrUrl, this.url), {
      method,
      redirect: 'manual',
      ...options,
    });
    const text = await response.text();
    return {
      status: response.status,
      codes: codesOf(text),
      headers: response.headers,
      text,
    };
  }

  async startUpload(repository: string): Promise<string> {
    const answer = await this.send('POST', `/v2/${repository}/blobs/uploads/`);
    return answer.headers.get('location')!;
  }

  /** Pushes a blob in one piece. @returns its digest */
  async pushBlob(
    repository: string,
    content: Buffer | string,
    algorithm?: string,
  ): Promise<string> {
    const digest = sha(content, algorithm);
    const location = await this.startUpload(repository);
    const answer = await this.send('PUT', `${location}?digest=${digest}`, {
      body: content,
    });
    if (answer.status !== 201)
      throw new Error(
        `pushing a blob answered ${answer.status} ${answer.text}`,
      );
    return digest;
  }

  /** Pushes config and layer, and gives the manifest that binds them. */
  async prepareManifest(
    repository: string,
    changes: object = {},
  ): Promise<string> {
    await this.pushBlob(repository, '{}');
    await this.pushBlob(repository, 'layer');
    return manifestOf(changes);
  }

  putManifest(
    repository: string,
    reference: string,
    body: string,
    contentType = OCI_MANIFEST,
  ): Promise<Answer> {
    return this.send('PUT', `/v2/${repository}/manifests/${reference}`, {
      body,
      headers: { 'Content-Type': contentType },
    });
  }
}

function codesOf(text: string): string[] {
  try {
    return (JSON.parse(text).errors ?? []).map(
      (error: { code: string }) => error.code,
    );
  } catch {
    return [];
  }
}

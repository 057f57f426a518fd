import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from '@sigstore/core';

/** A repository of The Update Framework on the own machine, with one key for all roles and one target. */
export class TufRepository {
  static async start(target: string): Promise<TufRepository> {
    const repository = new TufRepository();
    repository.publish(target);
    await new Promise<void>(resolve => {
      repository.server.listen(0, '127.0.0.1', resolve);
    });
    return repository;
  }

  /** Paths that were asked for. */
  readonly requests: string[] = [];
  isAway = false;
  private version = 0;
  private readonly files = new Map<string, Buffer>();
  private readonly pair = generateKeyPairSync('ed25519');
  private readonly server: Server = createServer((request, response) => {
    const path = (request.url ?? '/').slice(1);
    this.requests.push(path);
    const file = this.isAway ? undefined : this.files.get(path);
    response.writeHead(file ? 200 : 404).end(file);
  });

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** The `root.json` to begin with. */
  get root(): Buffer {
    return this.files.get('1.root.json') ?? Buffer.alloc(0);
  }

  publish(target: string): void {
    this.version += 1;
    const version = this.version;
    const bytes = Buffer.from(target);
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (version === 1) this.files.set('1.root.json', this.signRoot());
    this.files.set(`targets/${hash}.trusted_root.json`, bytes);
    this.files.set(
      `${version}.targets.json`,
      this.signRole('targets', version, {
        targets: {
          'trusted_root.json': {
            length: bytes.length,
            hashes: { sha256: hash },
          },
        },
      }),
    );
    this.files.set(
      `${version}.snapshot.json`,
      this.signRole('snapshot', version, {
        meta: { 'targets.json': { version } },
      }),
    );
    this.files.set(
      'timestamp.json',
      this.signRole('timestamp', version, {
        meta: { 'snapshot.json': { version } },
      }),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => {
      this.server.close(resolve);
    });
  }

  private signRoot(): Buffer {
    const role = { keyids: [this.keyId], threshold: 1 };
    return this.signRole('root', 1, {
      consistent_snapshot: true,
      keys: { [this.keyId]: this.key },
      roles: { root: role, targets: role, snapshot: role, timestamp: role },
    });
  }

  private signRole(type: string, version: number, content: object): Buffer {
    const signed = {
      _type: type,
      spec_version: '1.0.31',
      version,
      expires: '2126-01-01T00:00:00Z',
      ...content,
    };
    const bytes = Buffer.from(json.canonicalize(signed));
    const sig = sign(undefined, bytes, this.pair.privateKey).toString('hex');
    return Buffer.from(
      JSON.stringify({ signatures: [{ keyid: this.keyId, sig }], signed }),
    );
  }

  private get key() {
    const der = this.pair.publicKey.export({ type: 'spki', format: 'der' });
    return {
      keytype: 'ed25519',
      scheme: 'ed25519',
      // the raw key is the end of its DER
      keyval: { public: der.subarray(-32).toString('hex') },
    };
  }

  private get keyId(): string {
    return createHash('sha256')
      .update(json.canonicalize(this.key))
      .digest('hex');
  }
}

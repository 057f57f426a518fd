import {
  generateKeyPairSync,
  randomUUID,
  sign,
  type KeyObject,
} from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY_ID = 'interop';
const VALID_SECONDS = 120;

/** A token server as registries have one beside them: gives who signs in what is asked for. */
export class TokenServer {
  static readonly service = 'interop-registry';
  static readonly issuer = 'interop-token-server';
  /** Every scope that was asked for, in order. */
  readonly scopes: string[] = [];
  readonly #server: Server;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #basic: string;

  private constructor(account: { username: string; password: string }) {
    const text = `${account.username}:${account.password}`;
    this.#basic = `Basic ${Buffer.from(text).toString('base64')}`;
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
  }

  static async start(account: {
    username: string;
    password: string;
  }): Promise<TokenServer> {
    const tokens = new TokenServer(account);
    await new Promise<void>((resolve, reject) => {
      tokens.#server.on('error', reject);
      tokens.#server.listen(0, '127.0.0.1', resolve);
    });
    return tokens;
  }

  get realm(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/token`;
  }

  /** The keys that a registry trusts, as JSON Web Key Set. */
  keySet(): object {
    const key = this.#keys.publicKey.export({ format: 'jwk' });
    return { keys: [{ ...key, kid: KEY_ID, use: 'sig', alg: 'ES256' }] };
  }

  async stop(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== this.#basic) {
      response.writeHead(401).end('{"details":"who are you?"}');
      return;
    }
    const query = new URL(request.url ?? '/', this.realm).searchParams;
    const scopes = query
      .getAll('scope')
      .flatMap(scope => scope.split(' '))
      .filter(Boolean);
    this.scopes.push(...scopes);
    response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        token: makeToken(this.#keys.privateKey, scopes),
        expires_in: VALID_SECONDS,
      }),
    );
  }
}

/** https://distribution.github.io/distribution/spec/auth/jwt/ */
function makeToken(key: KeyObject, scopes: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes.map(scope => {
    const [type, ...rest] = scope.split(':');
    const actions = rest.pop() ?? '';
    return { type, name: rest.join(':'), actions: actions.split(',') };
  });
  const parts = [
    { typ: 'JWT', alg: 'ES256', kid: KEY_ID },
    {
      iss: TokenServer.issuer,
      aud: TokenServer.service,
      sub: 'interop',
      iat: now,
      nbf: now - 1,
      exp: now + VALID_SECONDS,
      jti: randomUUID(),
      access,
    },
  ].map(part => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = sign('sha256', Buffer.from(parts.join('.')), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return [...parts, signature.toString('base64url')].join('.');
}

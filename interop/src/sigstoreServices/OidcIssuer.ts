import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

const KEY_ID = 'interop';
const VALID_SECONDS = 600;

/** An OpenID provider that vouches for whatever e-mail address it is told to: who may sign is not what is tested. */
export class OidcIssuer {
  static readonly audience = 'sigstore';
  readonly #server: Server;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  private constructor() {
    this.#server = createServer((request, response) =>
      this.#answer(request, response),
    );
  }

  static async start(): Promise<OidcIssuer> {
    const issuer = new OidcIssuer();
    await new Promise<void>((resolve, reject) => {
      issuer.#server.on('error', reject);
      issuer.#server.listen(0, '127.0.0.1', resolve);
    });
    return issuer;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** A signed token (JWT) for an e-mail address. */
  issueToken(email: string): string {
    const now = Math.floor(Date.now() / 1000);
    const content = [
      { alg: 'ES256', typ: 'JWT', kid: KEY_ID },
      {
        iss: this.url,
        aud: OidcIssuer.audience,
        sub: email,
        email,
        email_verified: true,
        iat: now,
        exp: now + VALID_SECONDS,
        jti: randomUUID(),
      },
    ]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = sign('sha256', Buffer.from(content), {
      key: this.#keys.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${content}.${signature.toString('base64url')}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #answer({ url }: IncomingMessage, response: ServerResponse): void {
    const answers: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': {
        issuer: this.url,
        jwks_uri: `${this.url}/keys`,
        authorization_endpoint: `${this.url}/auth`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      },
      '/keys': {
        keys: [
          {
            ...this.#keys.publicKey.export({ format: 'jwk' }),
            kid: KEY_ID,
            use: 'sig',
            alg: 'ES256',
          },
        ],
      },
    };
    const answer = answers[url ?? ''];
    response.statusCode = answer ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer ?? {}));
  }
}

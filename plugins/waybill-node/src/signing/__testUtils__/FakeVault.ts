import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';
import {
  answerJson,
  ScriptedService,
  type SeenRequest,
} from './ScriptedService';

const NAMES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};
const HASHES: Readonly<Record<string, string>> = {
  'sha2-256': 'sha256',
  'sha2-384': 'sha384',
  'sha2-512': 'sha512',
};

/** HashiCorp Vault's transit engine in the shapes of its API (v1.20), as far as signing asks for it. */
export class FakeVault {
  static readonly token = 'hvs.test-token-of-the-vault';

  static async start(
    options: {
      keys?: Readonly<Record<string, readonly KeyObject[]>>;
      mount?: string;
    } = {},
  ): Promise<FakeVault> {
    const { keys = {}, mount = 'transit' } = options;
    const service = await ScriptedService.start((request, response) => {
      if (request.headers['x-vault-token'] !== FakeVault.token) {
        answerJson(response, 403, { errors: ['permission denied'] });
        return;
      }
      const [, operation, name, hash] =
        new RegExp(`^/v1/${mount}/(keys|sign)/([^/]+)(?:/([^/]+))?$`).exec(
          request.url,
        ) ?? [];
      const versions = keys[name];
      if (!versions) answerJson(response, 404, { errors: [] });
      else if (operation === 'keys')
        answerJson(response, 200, envelope(describeKey(name, versions)));
      else answerSignature(request, response, versions, hash);
    });
    return new FakeVault(service);
  }

  private constructor(private readonly service: ScriptedService) {}

  get url(): string {
    return this.service.url;
  }

  get seen(): readonly SeenRequest[] {
    return this.service.seen;
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** The frame that Vault puts around every answer. */
export function envelope(data: unknown): object {
  return {
    request_id: '7f4a3cf1-0000-4000-8000-000000000000',
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data,
    wrap_info: null,
    warnings: null,
    auth: null,
    mount_type: 'transit',
  };
}

export function describeKey(
  name: string,
  versions: readonly KeyObject[],
): object {
  return {
    type: 'of-the-test',
    name,
    latest_version: versions.length,
    min_available_version: 0,
    min_decryption_version: 1,
    min_encryption_version: 0,
    exportable: false,
    supports_signing: true,
    keys: Object.fromEntries(
      versions.map((key, index) => [
        String(index + 1),
        {
          creation_time: '2026-11-21T10:00:00.000000000Z',
          name: nameOfType(key),
          public_key: publicTextOf(key),
        },
      ]),
    ),
  };
}

function nameOfType({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  if (asymmetricKeyType === 'ed25519') return 'ed25519';
  return (
    NAMES[asymmetricKeyDetails?.namedCurve ?? ''] ??
    `rsa-${asymmetricKeyDetails?.modulusLength}`
  );
}

/** PEM, but for Ed25519 the bare key. */
function publicTextOf(key: KeyObject): string {
  const publicKey = createPublicKey(key);
  return key.asymmetricKeyType === 'ed25519'
    ? publicKey
        .export({ type: 'spki', format: 'der' })
        .subarray(-32)
        .toString('base64')
    : publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function answerSignature(
  request: SeenRequest,
  response: Parameters<typeof answerJson>[0],
  versions: readonly KeyObject[],
  hash: string | undefined,
): void {
  const body = JSON.parse(request.body);
  const key = versions[(body.key_version || versions.length) - 1];
  const input = Buffer.from(body.input, 'base64');
  const signature = body.prehashed
    ? signHashed(key, input, HASHES[hash ?? ''], body)
    : sign(null, input, key);
  answerJson(
    response,
    200,
    envelope({
      key_version: body.key_version,
      signature: `vault:v${body.key_version}:${signature.toString('base64')}`,
    }),
  );
}

/** Node signs no hashes: the fake knows the one text of its tests by its hash. */
export const SIGNED_BY_VAULT = Buffer.from('what the Vault signs');

function signHashed(
  key: KeyObject,
  hashed: Buffer,
  hash: string,
  body: { signature_algorithm?: string; marshaling_algorithm?: string },
): Buffer {
  const known = createHash(hash).update(SIGNED_BY_VAULT).digest();
  if (!hashed.equals(known)) throw new Error('not the text of the tests');
  if (
    key.asymmetricKeyType === 'rsa' &&
    body.signature_algorithm !== 'pkcs1v15'
  )
    throw new Error('Vault would sign with PSS');
  return sign(hash, SIGNED_BY_VAULT, {
    key,
    dsaEncoding: body.marshaling_algorithm === 'jws' ? 'ieee-p1363' : 'der',
  });
}

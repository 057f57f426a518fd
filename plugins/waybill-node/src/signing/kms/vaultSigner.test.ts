import { verifyWithKey } from '../../sigstore';
import {
  envelope,
  FakeVault,
  SIGNED_BY_VAULT,
} from '../__testUtils__/FakeVault';
import { generateP256, KEY_TYPES, spkiOf } from '../__testUtils__/keyPairs';
import {
  answerJson,
  retryAtOnce,
  ScriptedService,
  type ServiceHandler,
} from '../__testUtils__/ScriptedService';
import { everythingOf } from '../__testUtils__/secrecy';
import { loadVaultSigner, type VaultSettings } from './vaultSigner';

const load = (
  settings: VaultSettings,
  more: Partial<Parameters<typeof loadVaultSigner>[0]> = {},
) =>
  loadVaultSigner({
    keyName: 'release',
    transitKey: 'models',
    settings: { token: FakeVault.token, retryPolicy: retryAtOnce, ...settings },
    env: {},
    ...more,
  });

describe('loadVaultSigner', () => {
  let stop: () => Promise<void>;
  afterEach(() => stop());

  async function startVault(
    ...[options]: Parameters<typeof FakeVault.start>
  ): Promise<FakeVault> {
    const vault = await FakeVault.start(options);
    stop = () => vault.stop();
    return vault;
  }

  async function startService(
    handler: ServiceHandler,
  ): Promise<ScriptedService> {
    const service = await ScriptedService.start(handler);
    stop = () => service.stop();
    return service;
  }

  it.each(KEY_TYPES)('signs with a key of type %s', async (_, generate) => {
    const pair = generate();
    const vault = await startVault({ keys: { models: [pair.privateKey] } });
    const signer = await load({ address: vault.url });
    expect(signer).toMatchObject({
      kind: 'key',
      keyName: 'release',
      publicKeyPem: spkiOf(pair),
    });
    const signature = await signer.sign(SIGNED_BY_VAULT);
    expect(verifyWithKey(spkiOf(pair), SIGNED_BY_VAULT, signature)).toBe(true);
  });

  it('sends a hash of ECDSA and RSA, and signs by the version whose public key it has', async () => {
    const [older, newer] = [generateP256(), generateP256()];
    const keys = { models: [older.privateKey, newer.privateKey] };
    const vault = await startVault({ keys });
    const signer = await load({ address: vault.url });
    expect(signer.publicKeyPem).toBe(spkiOf(newer));
    keys.models.push(generateP256().privateKey);
    await signer.sign(SIGNED_BY_VAULT);
    const [, { method, url, body, headers }] = vault.seen;
    expect([method, url]).toEqual(['POST', '/v1/transit/sign/models/sha2-256']);
    expect(JSON.parse(body)).toMatchObject({
      prehashed: true,
      key_version: 2,
      signature_algorithm: 'pkcs1v15',
      marshaling_algorithm: 'asn1',
    });
    expect(body).not.toContain(SIGNED_BY_VAULT.toString('base64'));
    expect(headers).toMatchObject({
      'x-vault-token': FakeVault.token,
      'x-vault-request': 'true',
    });
  });

  it('finds address, token, namespace and mount where cosign does', async () => {
    const { privateKey } = generateP256();
    const vault = await startVault({
      keys: { models: [privateKey] },
      mount: 'team/keys',
    });
    await loadVaultSigner({
      keyName: 'release',
      transitKey: 'models',
      env: {
        VAULT_ADDR: `${vault.url}/`,
        VAULT_TOKEN: FakeVault.token,
        VAULT_NAMESPACE: 'acme',
        TRANSIT_SECRET_ENGINE_PATH: '/team/keys/',
      },
    });
    expect(vault.seen).toMatchObject([
      {
        url: '/v1/team/keys/keys/models',
        headers: { 'x-vault-namespace': 'acme' },
      },
    ]);
  });

  it('tries again what fails for a passing reason', async () => {
    const vault = await startVault({
      keys: { models: [generateP256().privateKey] },
    });
    const flaky = await ScriptedService.start(
      async (request, response, seen) => {
        if (seen.length === 1) {
          answerJson(response, 503, { errors: ['Vault is sealed'] });
          return;
        }
        const answer = await fetch(vault.url + request.url, {
          headers: { 'x-vault-token': FakeVault.token },
        });
        answerJson(response, answer.status, await answer.json());
      },
    );
    try {
      const signer = await load({ address: flaky.url });
      expect(signer.publicKeyPem).toContain('PUBLIC KEY');
      expect(flaky.seen).toHaveLength(2);
    } finally {
      await flaky.stop();
    }
  });

  it.each<[string, number, unknown, string]>([
    ['no such key', 404, { errors: [] }, 'NOT_FOUND'],
    ['a token of nobody', 401, { errors: ['x'] }, 'UNAUTHORIZED'],
    ['a token without rights', 403, { errors: ['denied'] }, 'DENIED'],
    ['a sealed Vault', 503, { errors: ['sealed'] }, 'UNAVAILABLE'],
    ['too many requests', 429, { errors: [] }, 'RATE_LIMITED'],
    ['a bad request', 400, { errors: ['x'] }, 'REFUSED'],
    ['no JSON', 200, undefined, 'INVALID_ANSWER'],
    ['no data', 200, envelope(null), 'INVALID_ANSWER'],
    [
      'a symmetric key',
      200,
      envelope({ latest_version: 1, keys: { 1: 1442851412 } }),
      'INVALID_ANSWER',
    ],
    [
      'a version that is not there',
      200,
      envelope({ latest_version: 3, keys: { 1: { public_key: 'x' } } }),
      'INVALID_ANSWER',
    ],
    [
      'a key that is none',
      200,
      envelope({ latest_version: 1, keys: { 1: { public_key: 'AAAA' } } }),
      'INVALID_ANSWER',
    ],
  ])('says what is wrong with %s', async (_, status, body, code) => {
    const service = await startService((_request, response) =>
      answerJson(response, status, body),
    );
    const error = await load({ address: service.url }).catch(e => e);
    expect(error).toMatchObject({
      name: 'SigningError',
      code,
      message: expect.stringContaining("the public key 'models'"),
    });
    expect(everythingOf(error)).not.toContain(FakeVault.token);
  });

  it.each<[string, unknown]>([
    ['no signature', { key_version: 1 }],
    ['one of another version', { signature: 'vault:v7:AAAA' }],
    ['one that is none', { signature: 'vault:v1:***' }],
    ['one by another key', { signature: 'vault:v1:MEUCIQ==' }],
  ])('does not pass on %s', async (_, data) => {
    const vault = await FakeVault.start({
      keys: { models: [generateP256().privateKey] },
    });
    const service = await startService(async (request, response) => {
      if (request.method === 'POST') {
        answerJson(response, 200, envelope(data));
        return;
      }
      const answer = await fetch(vault.url + request.url, {
        headers: { 'x-vault-token': FakeVault.token },
      });
      answerJson(response, 200, await answer.json());
    });
    const signer = await load({ address: service.url });
    await vault.stop();
    await expect(signer.sign(SIGNED_BY_VAULT)).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining("a signature by 'models'"),
    });
  });

  it('does not follow a redirect with its token', async () => {
    const elsewhere = await ScriptedService.start((_request, response) =>
      answerJson(response, 200, {}),
    );
    const service = await startService((_request, response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
    });
    await expect(load({ address: service.url })).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
      message: expect.stringContaining('Redirects are not followed'),
    });
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.stop();
  });

  it('gives up on an answer that does not end, and when it is aborted', async () => {
    const service = await startService((_request, response) => {
      response.writeHead(200);
      response.write('x'.repeat(1024 * 1024 + 1));
    });
    await expect(load({ address: service.url })).rejects.toMatchObject({
      code: 'INVALID_ANSWER',
    });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(load({ address: service.url }, { signal })).rejects.toThrow(
      'enough',
    );
  });

  it('says that nobody answers, and tries no longer than it is told', async () => {
    const gone = await ScriptedService.start(() => {});
    const address = gone.url;
    await gone.stop();
    stop = async () => {};
    await expect(load({ address })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      isRetryable: true,
    });
    const silent = await startService(() => {});
    await expect(
      load({
        address: silent.url,
        timeoutMs: 20,
        retryPolicy: { ...retryAtOnce, attempts: 1 },
      }),
    ).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  describe('before it asks anybody', () => {
    beforeEach(() => {
      stop = async () => {};
    });

    it.each<[string, VaultSettings, string]>([
      ['no address', {}, 'VAULT_ADDR'],
      ['no token', { address: 'https://v', token: '' }, 'VAULT_TOKEN'],
      ['an address without TLS', { address: 'http://vault.test' }, 'https'],
      ['no URL', { address: 'vault' }, 'no http(s) URL'],
      ['credentials in the URL', { address: 'https://a:b@v' }, 'credentials'],
      [
        'a token with a line break',
        { address: 'https://v', token: 'a\r\nb' },
        'HTTP header',
      ],
      [
        'a mount that climbs',
        { address: 'https://v', transitPath: '../sys' },
        'no path',
      ],
    ])('refuses %s', async (_, settings, words) => {
      await expect(load(settings)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining(words),
      });
    });

    it.each(['', 'a/b', '../sys', 'a?b', 'a b'])(
      "refuses the key name '%s'",
      async transitKey => {
        await expect(
          load({ address: 'https://vault.test' }, { transitKey }),
        ).rejects.toMatchObject({ code: 'KEY_UNSUPPORTED' });
      },
    );
  });
});

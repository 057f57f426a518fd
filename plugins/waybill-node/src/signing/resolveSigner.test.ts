import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FakeVault } from './__testUtils__/FakeVault';
import { generateP256, pkcs8Of, spkiOf } from './__testUtils__/keyPairs';
import { everythingOf, keyLinesOf } from './__testUtils__/secrecy';
import { generateCosignKeyPair } from './keys/loadSigner';
import { resolveSigner } from './resolveSigner';

describe('resolveSigner', () => {
  const pair = generateP256();
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-keys-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('reads a file, with the password that cosign would take', async () => {
    const file = path.join(dir, 'cosign.key');
    const encrypted = await generateCosignKeyPair('pass');
    await writeFile(file, encrypted.privateKeyPem);
    const expected = { keyName: file, publicKeyPem: encrypted.publicKeyPem };
    expect(
      await resolveSigner(file, { env: { COSIGN_PASSWORD: 'pass' } }),
    ).toMatchObject(expected);
    expect(
      await resolveSigner(file, {
        env: { COSIGN_PASSWORD: 'not this one' },
        password: 'pass',
      }),
    ).toMatchObject(expected);
  });

  it('reads a variable', async () => {
    const signer = await resolveSigner('env://RELEASE_KEY', {
      env: { RELEASE_KEY: pkcs8Of(pair) },
      keyName: 'release',
    });
    expect(signer).toMatchObject({
      keyName: 'release',
      publicKeyPem: spkiOf(pair),
    });
  });

  it('reads a Kubernetes secret as cosign writes one', async () => {
    const encrypted = await generateCosignKeyPair('in the secret');
    const asked: unknown[] = [];
    const signer = await resolveSigner('k8s://models/release-key', {
      env: {},
      secrets: {
        readSecret: async secret => {
          asked.push(secret);
          return {
            'cosign.key': Buffer.from(encrypted.privateKeyPem),
            'cosign.password': Buffer.from('in the secret'),
          };
        },
      },
    });
    expect(signer.publicKeyPem).toBe(encrypted.publicKeyPem);
    expect(asked).toEqual([{ namespace: 'models', name: 'release-key' }]);
  });

  it.each(['hashivault', 'openbao'])('asks a Vault for %s://', async scheme => {
    const vault = await FakeVault.start({
      keys: { models: [pair.privateKey] },
    });
    const signer = await resolveSigner(`${scheme}://models`, {
      env: { VAULT_ADDR: vault.url, VAULT_TOKEN: FakeVault.token },
    });
    await vault.stop();
    expect(signer.publicKeyPem).toBe(spkiOf(pair));
  });

  it.each([
    ['a file that is not there', '/nowhere/cosign.key', 'KEY_UNREADABLE'],
    ['a variable that is not set', 'env://ABSENT', 'KEY_UNREADABLE'],
    ['a secret where no cluster is known', 'k8s://a/b', 'CONFIG_INVALID'],
    ['a secret without a namespace', 'k8s://b', 'KEY_UNSUPPORTED'],
    ['a secret that climbs', 'k8s://../b', 'KEY_UNSUPPORTED'],
    ['a KMS without settings', 'hashivault://k', 'CONFIG_INVALID'],
    ['another KMS', 'awskms:///alias/x', 'KEY_UNSUPPORTED'],
    ['a URL', 'https://example.com/cosign.key', 'KEY_UNSUPPORTED'],
  ])('says what is wrong with %s', async (_, reference, code) => {
    await expect(resolveSigner(reference, { env: {} })).rejects.toMatchObject({
      name: 'SigningError',
      code,
    });
  });

  it.each(['', 'env://'])(
    "says nothing of a key that was given in the place of its name, after '%s'",
    async scheme => {
      const pem = pkcs8Of(pair);
      const error = await resolveSigner(scheme + pem, { env: {} }).catch(
        e => e,
      );
      const shown = everythingOf(error);
      expect(shown).toContain('KEY_UNREADABLE');
      for (const line of keyLinesOf(pem)) expect(shown).not.toContain(line);
    },
  );

  it('reads no file that never ends', async () => {
    await expect(resolveSigner('/dev/zero', { env: {} })).rejects.toMatchObject(
      { code: 'KEY_UNREADABLE' },
    );
  });

  it('says which secret holds no key', async () => {
    const secrets = { readSecret: async () => ({ token: Buffer.from('x') }) };
    await expect(
      resolveSigner('k8s://models/other', { env: {}, secrets }),
    ).rejects.toMatchObject({
      code: 'KEY_UNREADABLE',
      message: expect.stringContaining('models/other'),
    });
  });
});

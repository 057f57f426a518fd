import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { JsonObject } from '@backstage/types';
import { FakeVault } from './__testUtils__/FakeVault';
import { generateP256, pkcs8Of, spkiOf } from './__testUtils__/keyPairs';
import { everythingOf, keyLinesOf } from './__testUtils__/secrecy';
import { makeToken, SigstoreServices } from './__testUtils__/SigstoreServices';
import { SignedPackage } from './__testUtils__/signedPackages';
import { generateCosignKeyPair } from './keys/loadSigner';
import { signersFromConfig } from './signersFromConfig';

describe('signersFromConfig', () => {
  const pair = generateP256();
  let encrypted: Awaited<ReturnType<typeof generateCosignKeyPair>>;
  let dir: string;
  beforeAll(async () => {
    encrypted = await generateCosignKeyPair('pass word');
  });
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-keys-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const write = async (name: string, text: string) => {
    const file = path.join(dir, name);
    await writeFile(file, text);
    return file;
  };
  const read = (
    signing: JsonObject,
    options?: Parameters<typeof signersFromConfig>[1],
  ) =>
    signersFromConfig(new ConfigReader({ waybill: { signing } }), {
      env: {},
      ...options,
    });

  it('gives the first key where none is named, and others by their names', async () => {
    const signers = read({
      keys: [
        { name: 'default', privateKeyFile: await write('a', pkcs8Of(pair)) },
        {
          name: 'other',
          privateKeyFile: await write('b', encrypted.privateKeyPem),
          password: 'pass word',
        },
      ],
    });
    expect(signers.names).toEqual(['default', 'other']);
    expect(await signers.getSigner()).toMatchObject({
      keyName: 'default',
      publicKeyPem: spkiOf(pair),
    });
    expect(await signers.getSigner('other')).toMatchObject({
      keyName: 'other',
      publicKeyPem: encrypted.publicKeyPem,
    });
  });

  it.each([
    ['a file', { passwordFile: 'password' }],
    ['a variable', { passwordEnv: 'KEY_PASSWORD' }],
    ['the configuration', { password: 'pass word' }],
  ])('takes the password from %s', async (_, given) => {
    const passwordFile = await write('password', 'pass word\n');
    const signers = read(
      {
        keys: [
          {
            name: 'default',
            privateKeyEnv: 'RELEASE_KEY',
            ...given,
            ...('passwordFile' in given ? { passwordFile } : {}),
          },
        ],
      },
      {
        env: {
          RELEASE_KEY: encrypted.privateKeyPem,
          KEY_PASSWORD: 'pass word',
        },
      },
    );
    expect(await signers.getSigner()).toMatchObject({
      publicKeyPem: encrypted.publicKeyPem,
    });
  });

  it('reads a rotated key anew', async () => {
    const file = await write('key', pkcs8Of(pair));
    const signers = read({ keys: [{ name: 'k', privateKeyFile: file }] });
    await signers.getSigner();
    const next = generateP256();
    await writeFile(file, pkcs8Of(next));
    expect(await signers.getSigner()).toMatchObject({
      publicKeyPem: spkiOf(next),
    });
  });

  it('asks the reader for a key in a Kubernetes secret', async () => {
    const asked: unknown[] = [];
    const signers = read(
      {
        keys: [
          {
            name: 'cluster',
            kubernetesSecret: {
              cluster: 'production',
              namespace: 'models',
              name: 'cosign',
            },
          },
        ],
      },
      {
        secrets: {
          readSecret: async secret => {
            asked.push(secret);
            return { 'cosign.key': Buffer.from(pkcs8Of(pair)) };
          },
        },
      },
    );
    expect(await signers.getSigner()).toMatchObject({
      publicKeyPem: spkiOf(pair),
    });
    expect(asked).toEqual([
      { cluster: 'production', namespace: 'models', name: 'cosign' },
    ]);
  });

  it('asks the Vault of the configuration for a key in a KMS', async () => {
    const vault = await FakeVault.start({
      keys: { models: [pair.privateKey] },
      mount: 'signing',
    });
    const signers = read({
      vault: {
        address: vault.url,
        tokenFile: await write('token', `${FakeVault.token}\n`),
        transitPath: 'signing',
        namespace: 'acme',
      },
      keys: [{ name: 'kms', kms: 'hashivault://models' }],
    });
    const signer = await signers.getSigner('kms');
    await vault.stop();
    expect(signer).toMatchObject({
      keyName: 'kms',
      publicKeyPem: spkiOf(pair),
    });
    expect(vault.seen[0].headers['x-vault-namespace']).toBe('acme');
  });

  it('signs without a key by the services of the configuration', async () => {
    const services = await SigstoreServices.start();
    const signers = read({
      keys: [
        {
          name: 'ci',
          keyless: {
            fulcioUrl: services.url,
            rekorUrl: services.url,
            timestampUrl: services.url,
            identityTokenFile: await write('token', makeToken()),
          },
        },
      ],
    });
    const target = await SignedPackage.push();
    expect(await target.sign(await signers.getSigner())).toMatchObject({
      added: ['bundle', 'legacy'],
    });
    await services.stop();
    expect(new Set(services.seen.map(({ url }) => url))).toEqual(
      new Set([
        '/api/v2/signingCert',
        '/api/v1/log/entries',
        '/api/v1/timestamp',
      ]),
    );
  });

  it('says which key is missing and what there is', async () => {
    await expect(
      signersFromConfig(new ConfigReader({})).getSigner(),
    ).rejects.toMatchObject({
      code: 'KEY_NOT_CONFIGURED',
      message: expect.stringContaining('add one'),
    });
    const signers = read({ keys: [{ name: 'dev', privateKeyFile: '/a' }] });
    await expect(signers.getSigner('prod')).rejects.toThrow(
      "There is no signing key 'prod'; waybill.signing.keys has dev.",
    );
  });

  it.each<[string, JsonObject, string, string]>([
    ['nothing to sign with', {}, 'CONFIG_INVALID', 'none of'],
    [
      'two ways at once',
      { privateKeyFile: '/a', kms: 'hashivault://k' },
      'CONFIG_INVALID',
      'privateKeyFile and kms',
    ],
    ['another KMS', { kms: 'awskms:///k' }, 'CONFIG_INVALID', 'hashivault'],
    [
      'a file in the place of a KMS',
      { kms: '/keys/cosign.key' },
      'CONFIG_INVALID',
      'hashivault',
    ],
    [
      'a file that is not there',
      { privateKeyFile: '/nowhere/key' },
      'KEY_UNREADABLE',
      '/nowhere/key',
    ],
    [
      'a variable that is not set',
      { privateKeyEnv: 'ABSENT' },
      'KEY_UNREADABLE',
      'ABSENT',
    ],
    [
      'a cluster that nobody knows',
      { kubernetesSecret: { cluster: 'x', namespace: 'a', name: 'b' } },
      'CONFIG_INVALID',
      "'x'",
    ],
    [
      'a service without TLS',
      { keyless: { fulcioUrl: 'http://fulcio.test', rekorUrl: 'https://r' } },
      'CONFIG_INVALID',
      'Fulcio',
    ],
    [
      'no proof of time',
      { keyless: { fulcioUrl: 'https://fulcio.test' } },
      'CONFIG_INVALID',
      'rekorUrl',
    ],
  ])('says of %s what to do', async (_, entry, code, words) => {
    const signers = read({ keys: [{ name: 'k', ...entry }] });
    await expect(signers.getSigner()).rejects.toMatchObject({
      name: 'SigningError',
      code,
      message: expect.stringContaining(words),
    });
  });

  it('does not guess which of two keys of one name is meant', () => {
    expect(() =>
      read({
        keys: [
          { name: 'k', privateKeyFile: '/a' },
          { name: 'k', privateKeyFile: '/b' },
        ],
      }),
    ).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
  });

  it('shows passwords and keys in no error', async () => {
    const signers = read(
      {
        keys: [
          {
            name: 'k',
            privateKeyEnv: 'RELEASE_KEY',
            password: 'hunter2-configured',
          },
        ],
      },
      { env: { RELEASE_KEY: encrypted.privateKeyPem } },
    );
    const error = await signers.getSigner().catch(e => e);
    const shown = everythingOf(error);
    expect(shown).toContain('WRONG_PASSWORD');
    expect(shown).not.toContain('hunter2-configured');
    for (const line of keyLinesOf(encrypted.privateKeyPem))
      expect(shown).not.toContain(line);
  });
});

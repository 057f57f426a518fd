import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import { policiesFromConfig } from './policiesFromConfig';

type JsonObject = NonNullable<ConstructorParameters<typeof ConfigReader>[0]>;

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = pair.publicKey
  .export({ type: 'spki', format: 'pem' })
  .toString();
const IDENTITY = {
  name: 'release',
  issuer: 'https://token.test',
  subject: 'https://git.test/acme/**',
};
const KEY = { name: 'default', publicKey };

const read = (policies: JsonObject[], trustRoots: JsonObject[] = []) =>
  policiesFromConfig(
    new ConfigReader({ waybill: { verification: { policies, trustRoots } } }),
  );

const policy = (more: JsonObject = {}): JsonObject => ({
  name: 'portal',
  repositories: ['registry.test/**'],
  ...more,
});

describe('policiesFromConfig', () => {
  it('is empty where nothing is configured', async () => {
    expect(await policiesFromConfig(new ConfigReader({}))).toEqual([]);
  });

  it('takes a policy of keys as it is, without a trust root', async () => {
    expect(await read([policy({ keys: [KEY] })])).toEqual([
      {
        name: 'portal',
        repositories: ['registry.test/**'],
        keys: [{ name: 'default', publicKeyPem: publicKey }],
        identities: [],
        transparencyLog: 'optional',
        timestamp: 'optional',
        attestations: [],
      },
    ]);
  });

  it.each([
    [
      'identities alone: a log entry by the public-good root',
      { identities: [IDENTITY] },
      { trustRoot: 'public-good', transparencyLog: 'required' },
    ],
    [
      'identities beside keys: the log is optional',
      { identities: [IDENTITY], keys: [KEY] },
      { trustRoot: 'public-good', transparencyLog: 'optional' },
    ],
    [
      'keys with a log entry',
      { keys: [KEY], transparencyLog: 'required' },
      { trustRoot: 'public-good', transparencyLog: 'required' },
    ],
    [
      'all that may be said',
      {
        identities: [IDENTITY],
        trustRoot: 'company',
        transparencyLog: 'optional',
        timestamp: 'required',
        attestations: ['https://slsa.dev/provenance/v1'],
      },
      {
        trustRoot: 'company',
        transparencyLog: 'optional',
        timestamp: 'required',
        identities: [IDENTITY],
        attestations: [{ predicateType: 'https://slsa.dev/provenance/v1' }],
      },
    ],
  ])('reads %s', async (_, written, expected) => {
    const [only] = await read(
      [policy(written)],
      [{ name: 'company', file: '/trust/trusted_root.json' }],
    );
    expect(only).toMatchObject(expected);
  });

  it.each([
    ['no name', { repositories: ['**'], keys: [KEY] }, "'waybill.verification"],
    ['no repositories', { name: 'p', keys: [KEY] }, 'repositories'],
    ['an empty list of repositories', policy({ repositories: [] }), 'names no'],
    ['nobody to trust', policy(), 'give it keys or identities'],
    [
      'a key that is none',
      policy({ keys: [{ name: 'k', publicKey: 'nonsense' }] }),
      "The key 'k' of the policy 'portal' is no public key",
    ],
    [
      'a weak key',
      policy({ keys: [{ name: 'k', publicKey: weakKey() }] }),
      'RSA of at least 2048 bits',
    ],
    [
      'a key without text or file',
      policy({ keys: [{ name: 'k' }] }),
      'publicKeyFile',
    ],
    [
      'an unknown trust root',
      policy({ identities: [IDENTITY], trustRoot: 'nowhere' }),
      "'nowhere'",
    ],
    [
      'a requirement that is none',
      policy({ keys: [KEY], transparencyLog: 'yes' }),
      'write required or optional',
    ],
    [
      'an issuer with stars',
      policy({ identities: [{ ...IDENTITY, issuer: 'https://*' }] }),
      'without stars',
    ],
    [
      'an identity that is everybody',
      policy({ identities: [{ ...IDENTITY, subject: '**' }] }),
      'every subject',
    ],
    ['two keys of one name', policy({ keys: [KEY, KEY] }), "'default'"],
  ])('refuses %s, and says where', async (_, written, words) => {
    await expect(read([written])).rejects.toMatchObject({
      name: 'VerificationError',
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(words),
    });
  });

  it('refuses two policies of one name: verdicts name them', async () => {
    const twice = [policy({ keys: [KEY] }), policy({ keys: [KEY] })];
    await expect(read(twice)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('refuses a private key, and does not repeat it', async () => {
    const pem = pair.privateKey
      .export({ type: 'pkcs8', format: 'pem' })
      .toString();
    const error = await read([
      policy({ keys: [{ name: 'k', publicKey: pem }] }),
    ]).catch(e => e);
    expect(error).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('is a private key'),
    });
    expect(String(error)).not.toContain(pem.split('\n')[1]);
  });

  describe('when the key is in a file', () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-policies-'));
    });
    afterEach(() => rm(dir, { recursive: true, force: true }));

    it('reads it, or says which file cannot be read', async () => {
      const file = path.join(dir, 'cosign.pub');
      const policies = [
        policy({ keys: [{ name: 'default', publicKeyFile: file }] }),
      ];
      await expect(read(policies)).rejects.toMatchObject({
        code: 'KEY_UNREADABLE',
        message: expect.stringContaining(file),
      });
      await writeFile(file, publicKey);
      expect((await read(policies))[0].keys).toEqual([
        { name: 'default', publicKeyPem: publicKey },
      ]);
    });
  });
});

function weakKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 1024 })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
}

import { generateKeyPairSync } from 'node:crypto';
import { verifyWithKey } from '../../sigstore';
import {
  generateP256,
  KEY_TYPES,
  pkcs8Of,
  spkiOf,
} from '../__testUtils__/keyPairs';
import { everythingOf, keyLinesOf } from '../__testUtils__/secrecy';
import { generateCosignKeyPair, loadSigner } from './loadSigner';

const DATA = Buffer.from('what is signed');
const load = (privateKeyPem: string, password?: string) =>
  loadSigner({ keyName: 'release', privateKeyPem, password });

describe('loadSigner', () => {
  describe.each(KEY_TYPES)('with a key of type %s', (_, generate) => {
    const pair = generate();

    it.each([
      ['plain PKCS#8', pkcs8Of(pair), undefined],
      ['encrypted PKCS#8', pkcs8Of(pair, 'pass word'), 'pass word'],
    ])('signs from %s what the public half verifies', async (...args) => {
      const [, pem, password] = args;
      const signer = await load(pem, password);
      expect(signer).toMatchObject({
        kind: 'key',
        keyName: 'release',
        publicKeyPem: spkiOf(pair),
      });
      const signature = await signer.sign(DATA);
      expect(verifyWithKey(signer.publicKeyPem, DATA, signature)).toBe(true);
      expect(
        verifyWithKey(signer.publicKeyPem, Buffer.from('other'), signature),
      ).toBe(false);
    });
  });

  it('reads the older forms SEC1 and PKCS#1, encrypted or not', async () => {
    const ec = generateP256();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' };
    for (const [pem, password, pair] of [
      [ec.privateKey.export({ type: 'sec1', format: 'pem' }), '', ec],
      [
        ec.privateKey.export({ type: 'sec1', format: 'pem', ...cipher }),
        'secret',
        ec,
      ],
      [rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }), '', rsa],
    ] as const) {
      const signer = await load(pem.toString(), password);
      expect(signer.publicKeyPem).toBe(spkiOf(pair));
    }
  });

  it.each([
    ['RSA of 1024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['RSA-PSS', generateKeyPairSync('rsa-pss', { modulusLength: 2048 })],
    [
      'the curve secp256k1',
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    ],
    ['X25519', generateKeyPairSync('x25519')],
  ])('does not sign with %s', async (_, pair) => {
    await expect(load(pkcs8Of(pair))).rejects.toMatchObject({
      name: 'SigningError',
      code: 'KEY_UNSUPPORTED',
      message: expect.stringContaining("'release'"),
    });
  });

  it.each([
    ['nothing', ''],
    ['a public key', spkiOf(generateP256())],
    ['half a key', pkcs8Of(generateP256()).slice(0, 80)],
    ['more than any key', 'x'.repeat(100_000)],
  ])('finds no private key in %s', async (_, pem) => {
    await expect(load(pem)).rejects.toMatchObject({ code: 'KEY_UNREADABLE' });
  });

  it('opens keys that cosign would make with the password that they were made with', async () => {
    const pair = await generateCosignKeyPair('pass word');
    const signer = await load(pair.privateKeyPem, 'pass word');
    expect(signer.publicKeyPem).toBe(pair.publicKeyPem);
    const open = await generateCosignKeyPair('');
    expect((await load(open.privateKeyPem)).publicKeyPem).toBe(
      open.publicKeyPem,
    );
  });

  it.each([
    ['PKCS#8', async () => pkcs8Of(generateP256(), 'right')],
    [
      'SEC1',
      async () =>
        generateP256()
          .privateKey.export({
            type: 'sec1',
            format: 'pem',
            cipher: 'aes-256-cbc',
            passphrase: 'right',
          })
          .toString(),
    ],
    [
      "cosign's form",
      async () => (await generateCosignKeyPair('right')).privateKeyPem,
    ],
  ])(
    'says of %s that the password is wrong, or missing',
    async (_, generate) => {
      const pem = await generate();
      for (const password of ['wrong', undefined]) {
        await expect(load(pem, password)).rejects.toMatchObject({
          code: 'WRONG_PASSWORD',
          message: expect.stringContaining("'release'"),
        });
      }
    },
  );

  it('does not sign once it is aborted', async () => {
    const signer = await load(pkcs8Of(generateP256()));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(signer.sign(DATA, { signal })).rejects.toThrow('enough');
  });

  describe('secrets', () => {
    it('are in nothing that a signer shows', async () => {
      const pem = pkcs8Of(generateP256());
      const shown = everythingOf(await load(pem));
      expect(shown).toContain('publicKeyPem');
      for (const line of keyLinesOf(pem)) expect(shown).not.toContain(line);
    });

    it.each([
      ['a wrong password', pkcs8Of(generateP256(), 'right'), 'hunter2-wrong'],
      [
        'an unsupported key',
        pkcs8Of(generateKeyPairSync('ec', { namedCurve: 'secp256k1' })),
        'hunter2-unused',
      ],
      [
        'a broken key',
        pkcs8Of(generateP256()).replace(/.{4}\n-----END/, '\n-----END'),
        'hunter2-unused',
      ],
      [
        "a broken key in cosign's form",
        `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${Buffer.from(
          '{"kdf": "not this secret text"',
        ).toString('base64')}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`,
        'hunter2-unused',
      ],
    ])('are in no error for %s', async (_, pem, password) => {
      const error = await load(pem, password).then(
        () => 'no error',
        caught => caught,
      );
      const shown = everythingOf(error);
      expect(shown).toContain('SigningError');
      expect(shown).not.toContain(password);
      expect(shown).not.toContain('secret text');
      for (const line of keyLinesOf(pem)) expect(shown).not.toContain(line);
    });
  });
});

import fc from 'fast-check';
import { ConfigReader } from '@backstage/config';
import {
  matchesRepositoryGlob,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { generateCosignKeyPair, loadSigner } from '../signing';
import {
  readBundle,
  readLegacyAttestation,
  readLegacySignature,
  readPublicKey,
  verifyWithKey,
} from '../sigstore';
import {
  readCertificateChain,
  readPemCertificates,
} from '../sigstore/certificates';
import { parseStatement } from '../sigstore/statement';
import { parseStrictJson } from '../sigstore/strictJson';
import { toPem } from './__testUtils__/crafting/keys';
import { castOf } from './__testUtils__/crafting/craftVerdict';
import { policiesFromConfig } from './policiesFromConfig';
import { trustRootsFromConfig } from './trustRoots';
import { parseTrustRoot } from './trustRoots/parseTrustRoot';

// crafting and checking thousands of signatures takes a while on a busy machine
jest.setTimeout(60_000);

const cast = castOf(new Date());
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map(bytes => Buffer.from(bytes)),
  fc.json().map(text => Buffer.from(text)),
  fc.string().map(text => Buffer.from(text)),
);

/** A few words, and none of what came. */
const FEW_WORDS = /^[\x20-\x7e]{5,200}$/;

/** What reading says where it fails. */
function wordsOf(read: () => unknown): string {
  try {
    read();
    return 'it was read';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** What went wrong; where nothing did, something of the kind that is expected. */
async function problemOf<T>(
  work: () => T | Promise<T>,
  onSuccess: (result: T) => object,
): Promise<object> {
  try {
    return onSuccess(await work());
  } catch (error) {
    return error as Error;
  }
}

const CONFIG_PROBLEM = {
  name: 'VerificationError',
  code: 'CONFIG_INVALID',
  message: 'waybill.verification',
};

describe('readers of what comes from registries', () => {
  it.each<[string, (bytes: Buffer) => unknown]>([
    ['bundles', readBundle],
    ['statements', parseStatement],
    ['strict JSON', parseStrictJson],
    ['legacy attestations', bytes => readLegacyAttestation(bytes, {})],
    [
      'legacy signatures',
      bytes =>
        readLegacySignature(bytes, {
          'dev.cosignproject.cosign/signature': 'AAAA',
        }),
    ],
    ['certificates', bytes => readCertificateChain([bytes])],
    [
      'certificates in PEM',
      bytes =>
        readPemCertificates(bytes.toString('latin1')).map(der =>
          readCertificateChain([der]),
        ),
    ],
    [
      'certificates with PEM around them',
      bytes =>
        readCertificateChain(readPemCertificates(toPem('CERTIFICATE', bytes))),
    ],
  ])('read %s, or say in a few words why not', (_, read) => {
    fc.assert(
      fc.property(anyBytes, bytes => {
        expect(wordsOf(() => read(bytes))).toMatch(FEW_WORDS);
      }),
      { numRuns: 500 },
    );
  });

  it('read a certificate of which one byte was changed, or say why not', () => {
    const good = cast.sigstore.authority.issue(
      cast.key,
      cast.sigstore.draftLeaf(),
    );
    expect(readCertificateChain([good]).identity.issuer).toContain(
      'issuer.test',
    );
    for (let at = 0; at < good.length; at++) {
      for (const value of [0, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(good);
        changed[at] = value;
        expect(wordsOf(() => readCertificateChain([changed]))).toMatch(
          FEW_WORDS,
        );
      }
    }
  });

  it('read strict JSON as JSON.parse does, or not at all', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(parseStrictJson(Buffer.from(JSON.stringify(value)))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });

  it('refuse each key that is written twice, however it is spelled', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.jsonValue(),
        fc.boolean(),
        (key, value, isEscaped) => {
          const again = isEscaped
            ? `"${[...Array(key.length).keys()]
                .map(
                  at =>
                    `\\u${key.charCodeAt(at).toString(16).padStart(4, '0')}`,
                )
                .join('')}"`
            : JSON.stringify(key);
          const text = `{"outer":[{${JSON.stringify(key)}:${JSON.stringify(
            value,
          )}, ${again} : 1}]}`;
          expect(() => parseStrictJson(Buffer.from(text))).toThrow();
        },
      ),
    );
  });
});

function isUsable({ name, repositories, keys, identities }: TrustPolicy) {
  return (
    name !== '' &&
    repositories.length > 0 &&
    keys.length + identities.length > 0 &&
    keys.every(({ publicKeyPem }) => readPublicKey(publicKeyPem))
  );
}

describe('readers of what people configure', () => {
  it('verify nothing with what is no key', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          anyBytes.map(bytes => toPem('PUBLIC KEY', bytes)),
        ),
        pem => {
          expect(readPublicKey(pem)).toBeUndefined();
          expect(
            verifyWithKey(pem, Buffer.from('data'), Buffer.from('signature')),
          ).toBe(false);
        },
      ),
    );
  });

  const entry = fc.record(
    {
      name: fc.oneof(fc.string(), fc.jsonValue()),
      repositories: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
      keys: fc.oneof(
        fc.array(
          fc.record({
            name: fc.string(),
            publicKey: fc.oneof(
              fc.string(),
              fc.constant(cast.key.publicKeyPem),
            ),
          }),
        ),
        fc.jsonValue(),
      ),
      identities: fc.oneof(
        fc.array(
          fc.record({
            name: fc.string(),
            issuer: fc.string(),
            subject: fc.string(),
          }),
        ),
        fc.jsonValue(),
      ),
      trustRoot: fc.oneof(fc.string(), fc.jsonValue()),
      transparencyLog: fc.oneof(
        fc.constantFrom('required', 'optional'),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: [] },
  );
  const configOf = (verification: unknown) =>
    new ConfigReader(JSON.parse(JSON.stringify({ waybill: { verification } })));

  const CONFIG_ERROR = {
    ...CONFIG_PROBLEM,
    message: expect.stringContaining('waybill.verification'),
  };

  it('give policies that can be used, or say what is wrong', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(entry), fc.jsonValue()),
        async policies => {
          const found: TrustPolicy[] = [];
          const problem = await problemOf(
            () => policiesFromConfig(configOf({ policies })),
            read => {
              found.push(...read);
              return CONFIG_PROBLEM;
            },
          );
          expect(problem).toMatchObject(CONFIG_ERROR);
          expect(found.filter(policy => !isUsable(policy))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    ));

  it('give trust roots, or say what is wrong', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
        async trustRoots => {
          const problem = await problemOf(
            () => trustRootsFromConfig(configOf({ trustRoots })),
            () => CONFIG_PROBLEM,
          );
          expect(problem).toMatchObject(CONFIG_ERROR);
        },
      ),
      { numRuns: 300 },
    ));

  it('take nothing but a trust root for one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), json => {
        expect(() => parseTrustRoot(json, cast.now)).toThrow(Error);
      }),
    );
  });

  it('open an encrypted key as it was written, and none of which a byte was changed', async () => {
    const { privateKeyPem } = await generateCosignKeyPair('secret words');
    const load = (pem: string) =>
      loadSigner({
        keyName: 'release',
        privateKeyPem: pem,
        password: 'secret words',
      });
    expect(await load(privateKeyPem)).toMatchObject({ keyName: 'release' });
    const [begin, end] = [
      privateKeyPem.indexOf('\n') + 1,
      privateKeyPem.lastIndexOf('-----END'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom('A', 'z', '0', '='),
        async (at, letter) => {
          const index = begin + (at % (end - begin));
          const changed = `${privateKeyPem.slice(
            0,
            index,
          )}${letter}${privateKeyPem.slice(index + 1)}`;
          const problem = await problemOf(
            () => load(changed),
            // the same letter again, or one that says the same
            () => ({ name: 'SigningError', message: 'nothing was changed' }),
          );
          expect(problem).toMatchObject({
            name: 'SigningError',
            message: expect.not.stringContaining('secret words'),
          });
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('globs of repositories', () => {
  const segment = fc.stringMatching(/^[a-z0-9.$^()[\]|\\+?-]{1,8}$/);
  const repository = fc
    .array(segment, { minLength: 1, maxLength: 5 })
    .map(parts => parts.join('/'));

  it('without stars match themselves alone', () => {
    fc.assert(
      fc.property(repository, repository, (one, other) => {
        expect(matchesRepositoryGlob(one, one)).toBe(true);
        expect(matchesRepositoryGlob(one, other)).toBe(one === other);
      }),
    );
  });

  it('with single stars stay in their segments', () => {
    fc.assert(
      fc.property(repository, repository, (one, other) => {
        const glob = one.replace(/[a-z]/g, '*').replace(/\*+/g, '*');
        const isAsDeep = other.split('/').length === one.split('/').length;
        expect(matchesRepositoryGlob(glob, other) && !isAsDeep).toBe(false);
      }),
    );
  });

  it('of a host do not match a longer host', () => {
    fc.assert(
      fc.property(segment, repository, (host, path) => {
        expect(
          matchesRepositoryGlob(`${host}/**`, `${host}.mallory.test/${path}`),
        ).toBe(false);
        expect(matchesRepositoryGlob(`${host}/**`, `${host}/${path}`)).toBe(
          true,
        );
      }),
    );
  });

  it('take any text, and as long as it takes for hundreds of stars', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (glob, text) => {
        expect(typeof matchesRepositoryGlob(glob, text)).toBe('boolean');
      }),
    );
    expect(
      matchesRepositoryGlob('**a'.repeat(300), 'a'.repeat(2_000).concat('b')),
    ).toBe(false);
  });
});

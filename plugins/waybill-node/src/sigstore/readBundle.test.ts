import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readBundle } from './readBundle';
import { readLegacySignature } from './legacyLayers';

const fixture = (name: string) =>
  readFileSync(path.join(__dirname, '../signing/__fixtures__/cosign', name));

const golden = fixture('bundle-3b5fee33.json');
const changed = (change: (bundle: GoldenBundle) => void): Buffer => {
  const bundle: GoldenBundle = JSON.parse(golden.toString());
  change(bundle);
  return Buffer.from(JSON.stringify(bundle));
};

interface GoldenBundle {
  mediaType: string;
  verificationMaterial: Record<string, unknown>;
  dsseEnvelope: {
    payload: string;
    payloadType: string;
    signatures: Record<string, unknown>[];
  };
  [more: string]: unknown;
}

describe('readBundle', () => {
  it('reads what cosign 3.1.2 wrote', () => {
    const { predicateType, subjectDigests, keyHint, signature, logEntries } =
      readBundle(golden);
    expect(predicateType).toBe('https://sigstore.dev/cosign/sign/v1');
    expect(subjectDigests).toEqual([
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    ]);
    expect(keyHint).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(signature.length).toBeGreaterThan(64);
    expect(logEntries).toEqual([]);
    expect(readBundle(fixture('bundle-attest.json')).predicateType).not.toBe(
      predicateType,
    );
  });

  it.each([
    ['v0.1', 'application/vnd.dev.sigstore.bundle+json;version=0.1'],
    ['v0.2', 'application/vnd.dev.sigstore.bundle+json;version=0.2'],
    [
      'v0.3 as it began',
      'application/vnd.dev.sigstore.bundle+json;version=0.3',
    ],
  ])('reads %s', (_, mediaType) => {
    const bundle = changed(it => {
      it.mediaType = mediaType;
    });
    expect(readBundle(bundle).keyHint).toBe(readBundle(golden).keyHint);
  });

  it.each<[string, (bundle: GoldenBundle) => void]>([
    [
      'an empty list of log entries',
      it => {
        it.verificationMaterial.tlogEntries = [];
      },
    ],
    [
      'an empty keyid',
      it => {
        it.dsseEnvelope.signatures[0].keyid = '';
      },
    ],
  ])('takes %s as if it were not there', (_, change) => {
    expect(readBundle(changed(change)).subjectDigests).toHaveLength(1);
  });

  it.each<[string, (bundle: GoldenBundle) => void, string]>([
    [
      'a version that nobody knows',
      it => {
        it.mediaType = 'application/vnd.dev.sigstore.bundle.v0.9+json';
      },
      'known version',
    ],
    [
      'a field that no bundle has',
      it => {
        it.note = 'x';
      },
      'fields that no bundle has',
    ],
    [
      'a field of that kind further down',
      it => {
        it.dsseEnvelope.signatures[0].cert = 'x';
      },
      'fields that no bundle has',
    ],
    [
      'two signatures',
      it => {
        it.dsseEnvelope.signatures.push(it.dsseEnvelope.signatures[0]);
      },
      'one signature',
    ],
    [
      'no signature',
      it => {
        it.dsseEnvelope.signatures = [];
      },
      'one signature',
    ],
    [
      'a signature with line breaks',
      it => {
        it.dsseEnvelope.signatures[0].sig += '\n';
      },
      'a way of its own',
    ],
    [
      'a payload with padding that nobody needs',
      it => {
        it.dsseEnvelope.payload += '====';
      },
      'a way of its own',
    ],
    [
      'another type of payload',
      it => {
        it.dsseEnvelope.payloadType = 'text/plain';
      },
      'its payload is no',
    ],
    [
      'a payload that is no statement',
      it => {
        it.dsseEnvelope.payload = 'e30=';
      },
      'no in-toto statement',
    ],
    [
      'no envelope',
      it => {
        delete (it as Record<string, unknown>).dsseEnvelope;
      },
      'no complete',
    ],
    [
      'a key and a certificate',
      it => {
        it.verificationMaterial.certificate = { rawBytes: 'AAAA' };
      },
      'a way of its own',
    ],
    [
      'a certificate that is none',
      it => {
        it.verificationMaterial = { certificate: { rawBytes: 'AAAA' } };
      },
      'cannot be read',
    ],
  ])('refuses %s', (_, change, words) => {
    expect(() => readBundle(changed(change))).toThrow(words);
  });

  it('gives an envelope or a few words, whatever comes', () => {
    const words = /^[\x20-\x7e]{5,120}$/;
    const flips = fc.array(
      fc.record({ at: fc.nat(golden.length - 1), byte: fc.nat(255) }),
      { minLength: 1, maxLength: 4 },
    );
    /** What is said of it, where it is not read. */
    const wordsOf = (read: () => unknown): string => {
      try {
        return read() ? 'it was read' : 'it was nothing';
      } catch (error) {
        return error instanceof Error ? error.message : 'no error';
      }
    };
    fc.assert(
      fc.property(flips, changes => {
        const bytes = Buffer.from(golden);
        for (const { at, byte } of changes) bytes[at] = byte;
        expect(wordsOf(() => readBundle(bytes))).toMatch(words);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.string(), fc.string()),
        (json, annotations) => {
          const bytes = Buffer.from(JSON.stringify(json));
          expect(wordsOf(() => readBundle(bytes))).toMatch(words);
          expect(
            wordsOf(() => readLegacySignature(bytes, annotations)),
          ).toMatch(words);
        },
      ),
      { numRuns: 200 },
    );
  });
});

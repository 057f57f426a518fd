import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import {
  readBundle,
  readLegacySignature,
  type SignatureEnvelope,
} from '../sigstore';
import {
  draftEnvelope,
  draftKeyless,
  signEnvelope,
  signKeyless,
} from './__testUtils__/crafting/bundles';
import { castOf, craftVerdict } from './__testUtils__/crafting/craftVerdict';
import {
  draftLegacy,
  draftLegacyKeyless,
  signLegacy,
  signLegacyKeyless,
  type SignedLayer,
} from './__testUtils__/crafting/legacy';
import { Scene } from './__testUtils__/crafting/Scene';

// crafting and checking thousands of signatures takes a while on a busy machine
jest.setTimeout(60_000);

const cast = castOf(new Date());

/** What a signature says, and by whom: if that is the same, the bytes may differ. */
function meaningOf(envelope: SignatureEnvelope) {
  const { payload, signedBytes, signature, subjectDigests, certificate } =
    envelope;
  return {
    payload: payload.toString('base64'),
    signedBytes: signedBytes.toString('base64'),
    signature: signature.toString('base64'),
    subjectDigests,
    identity: certificate?.identity,
  };
}

type Meaning = ReturnType<typeof meaningOf>;

/** The bytes with one bit changed. */
function flip(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  const isSet = Math.floor(bytes[at] / 2 ** bit) % 2 === 1;
  changed[at] += isSet ? -(2 ** bit) : 2 ** bit;
  return changed;
}

interface Kind {
  readonly name: string;
  readonly isByCertificate: boolean;
  /** The bytes of a good one. */
  make(digest: string): Buffer;
  read(bytes: Buffer): SignatureEnvelope;
  attach(scene: Scene, bytes: Buffer): Promise<unknown>;
}

const toBytes = (value: unknown) => Buffer.from(JSON.stringify(value));

/** Payload and annotations of a legacy layer as one text, so that all of it is changed. */
function joinLayer({ payload, annotations }: SignedLayer): Buffer {
  return toBytes({ payload: payload.toString('latin1'), annotations });
}

function splitLayer(bytes: Buffer): SignedLayer {
  const { payload, annotations } = JSON.parse(bytes.toString());
  return {
    payload: Buffer.from(String(payload), 'latin1'),
    annotations: Object(annotations) as Record<string, string>,
  };
}

const BUNDLE = {
  read: readBundle,
  attach: (scene: Scene, bytes: Buffer) => scene.attach(bytes),
};
const LEGACY = {
  read: (bytes: Buffer) => {
    const { payload, annotations } = splitLayer(bytes);
    return readLegacySignature(payload, annotations);
  },
  attach: async (scene: Scene, bytes: Buffer) =>
    scene.attachLegacy([splitLayer(bytes)]),
};

const KINDS: readonly Kind[] = [
  {
    ...BUNDLE,
    name: 'bundle by key',
    isByCertificate: false,
    make: digest => toBytes(signEnvelope(draftEnvelope(digest, cast.key))),
  },
  {
    ...BUNDLE,
    name: 'bundle by certificate',
    isByCertificate: true,
    make: digest => toBytes(signKeyless(draftKeyless(digest, cast.sigstore))),
  },
  {
    ...LEGACY,
    name: '.sig by key',
    isByCertificate: false,
    make: digest => joinLayer(signLegacy(draftLegacy(digest, cast.key))),
  },
  {
    ...LEGACY,
    name: '.sig by certificate',
    isByCertificate: true,
    make: digest =>
      joinLayer(
        signLegacyKeyless(
          draftLegacyKeyless(digest, cast.sigstore),
          cast.sigstore,
        ),
      ),
  },
];

describe.each(KINDS.map(kind => [kind.name, kind] as const))(
  'a good %s',
  (_, kind) => {
    let good: Buffer;

    beforeAll(async () => {
      good = kind.make((await Scene.set(cast)).image.digest);
    });

    /** What the bytes say, where they are believed. */
    async function listen(bytes: Buffer): Promise<Meaning | 'refused'> {
      const { state } = await craftVerdict(cast, async scene => {
        if (kind.isByCertificate) scene.trustIdentity();
        await kind.attach(scene, bytes).catch(error => {
          // no JSON any more: it cannot even be taken apart into payload and annotations
          if (!(error instanceof SyntaxError)) throw error;
        });
      });
      return state === 'verified' ? meaningOf(kind.read(bytes)) : 'refused';
    }

    it('is verified as it is', async () => {
      expect(await listen(good)).toEqual(meaningOf(kind.read(good)));
    });

    it('is never believed with another content, whichever byte is changed', async () => {
      // proofs are long, and most of that is base64: each run changes other ones of their bytes
      const step = kind.isByCertificate ? 11 : 1;
      const tried = Array.from(
        { length: Math.floor(good.length / step) },
        (__, index) => index * step + randomInt(step),
      );
      const meanings = [meaningOf(kind.read(good)), 'refused'];
      let believed = 0;
      for (const at of tried) {
        const heard = await listen(flip(good, at, at % 7));
        expect(meanings).toContainEqual(heard);
        believed += heard === 'refused' ? 0 : 1;
      }
      // the hint of the key is only a hint; nearly all else counts
      expect(believed).toBeLessThan(tried.length / 4);
    });

    it('is never believed with another content, cut or grown', () =>
      fc.assert(
        fc.asyncProperty(
          fc.nat(),
          fc.nat(40),
          fc.uint8Array({ maxLength: 12 }),
          async (start, length, inserted) => {
            const from = start % good.length;
            const heard = await listen(
              Buffer.concat([
                good.subarray(0, from),
                inserted,
                good.subarray(from + length),
              ]),
            );
            expect([meaningOf(kind.read(good)), 'refused']).toContainEqual(
              heard,
            );
          },
        ),
        { numRuns: 150 },
      ));
  },
);

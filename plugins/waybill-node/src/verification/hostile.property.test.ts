import fc from 'fast-check';
import { MediaType } from '@waybill/backstage-plugin-waybill-common';
import {
  draftEnvelope,
  draftKeyless,
  signEnvelope,
  signKeyless,
} from './__testUtils__/crafting/bundles';
import { castOf, craftVerdict } from './__testUtils__/crafting/craftVerdict';
import {
  ANNOTATIONS,
  draftLegacy,
  draftLegacyKeyless,
  signLegacy,
  signLegacyKeyless,
} from './__testUtils__/crafting/legacy';
import type { Scene } from './__testUtils__/crafting/Scene';

// crafting and checking thousands of signatures takes a while on a busy machine
jest.setTimeout(60_000);

const cast = castOf(new Date());
const RUNS = { numRuns: 150 };

/** What JSON can hold, and now and then a value that looks as if it belonged there. */
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '',
    'AAAA',
    '-1',
    1e308,
    -0,
    [[]],
    { '': '' },
    '\u0000',
    `sha256:${'0'.repeat(64)}`,
    MediaType.sigstoreBundleV03,
  ),
);

/** Where in an object, one step for each level; more steps than there are levels stop at the end. */
const place = fc.array(fc.nat(9), { minLength: 1, maxLength: 7 });

/** A copy of which one member, wherever it is, is something else. */
function replaceAt(
  value: unknown,
  [step, ...others]: number[],
  by: unknown,
): unknown {
  if (step === undefined || typeof value !== 'object' || value === null)
    return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const wanted = keys[step % keys.length];
  const entries = Object.entries(value).map(([key, member]) => [
    key,
    key === wanted ? replaceAt(member, others, by) : member,
  ]);
  return Array.isArray(value)
    ? entries.map(([, member]) => member)
    : Object.fromEntries(entries);
}

const NOT_BELIEVED = {
  state: expect.stringMatching(/^(untrusted|unsigned|unknown)$/),
  message: expect.stringMatching(/^[\x20-\x7e]{20,1500}$/),
};

const verdictOf = (craft: (scene: Scene) => Promise<unknown>) =>
  craftVerdict(cast, craft);

describe('whatever is attached by somebody without a key', () => {
  it('as bundle: no bytes are a signature', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map(text => Buffer.from(text)),
        ),
        async bytes => {
          expect(
            await verdictOf(scene => scene.attach(Buffer.from(bytes))),
          ).toMatchObject(NOT_BELIEVED);
        },
      ),
      RUNS,
    ));

  it.each([
    ['a bundle by another key', false],
    ['a bundle by certificate of an impostor', true],
  ])('as %s, with one member that is something else', (_, isKeyless) =>
    fc.assert(
      fc.asyncProperty(place, oddValue, async (where, by) => {
        expect(
          await verdictOf(scene => {
            const { image } = scene;
            if (!isKeyless)
              return scene.attach(
                JSON.stringify(
                  replaceAt(
                    signEnvelope(draftEnvelope(image.digest, cast.stranger)),
                    where,
                    by,
                  ),
                ),
              );
            scene.trustIdentity();
            const draft = draftKeyless(image.digest, cast.sigstore);
            draft.issue = (key, leaf) =>
              cast.sigstore.impostor.issue(key, leaf);
            return scene.attach(
              JSON.stringify(replaceAt(signKeyless(draft), where, by)),
            );
          }),
        ).toMatchObject(NOT_BELIEVED);
      }),
      RUNS,
    ),
  );

  it('as a manifest with one member that is something else', () =>
    fc.assert(
      fc.asyncProperty(place, oddValue, async (where, by) => {
        expect(
          await verdictOf(scene =>
            scene.attach(
              signEnvelope(draftEnvelope(scene.image.digest, cast.stranger)),
              manifest => {
                const { subject } = manifest;
                const changed = replaceAt({ ...manifest }, where, by);
                Object.assign(manifest, changed, { subject });
              },
            ),
          ),
        ).toMatchObject(NOT_BELIEVED);
      }),
      RUNS,
    ));

  it.each(['sig', 'att'] as const)(
    'as .%s with annotations and payload of any kind',
    suffix =>
      fc.assert(
        fc.asyncProperty(
          fc.dictionary(
            fc.constantFrom(...Object.values(ANNOTATIONS)),
            fc.oneof(fc.string(), fc.json(), fc.base64String()),
          ),
          fc.oneof(fc.json(), fc.string()),
          async (annotations, payload) => {
            expect(
              await verdictOf(scene =>
                scene.attachLegacy(
                  [
                    {
                      payload: Buffer.from(payload),
                      annotations,
                      mediaType:
                        suffix === 'att'
                          ? MediaType.dsseEnvelope
                          : MediaType.cosignSimpleSigning,
                    },
                  ],
                  { suffix },
                ),
              ),
            ).toMatchObject(NOT_BELIEVED);
          },
        ),
        RUNS,
      ),
  );

  it('as .sig manifest with one member that is something else', () =>
    fc.assert(
      fc.asyncProperty(place, oddValue, async (where, by) => {
        expect(
          await verdictOf(scene =>
            scene.attachLegacy(
              [signLegacy(draftLegacy(scene.image.digest, cast.stranger))],
              {
                change: manifest => {
                  Object.assign(
                    manifest,
                    replaceAt({ ...manifest }, where, by),
                  );
                },
              },
            ),
          ),
        ).toMatchObject(NOT_BELIEVED);
      }),
      RUNS,
    ));

  it('as .sig by certificate with one annotation that is something else', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(ANNOTATIONS.signature, ANNOTATIONS.certificate),
        fc.oneof(fc.string(), fc.json(), fc.base64String()),
        async (name, text) => {
          expect(
            await verdictOf(scene => {
              scene.trustIdentity();
              const layer = signLegacyKeyless(
                draftLegacyKeyless(scene.image.digest, cast.sigstore),
                cast.sigstore,
              );
              layer.annotations[name] = text;
              return scene.attachLegacy([layer]);
            }),
          ).toMatchObject(NOT_BELIEVED);
        },
      ),
      RUNS,
    ));
});

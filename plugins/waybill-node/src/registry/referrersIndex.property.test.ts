import fc from 'fast-check';
import {
  MediaType,
  isDigest,
  type Descriptor,
} from '@waybill/backstage-plugin-waybill-common';
import { RegistryError } from './errors';
import { digestOfBytes } from './manifestBytes';
import { manifestTypeOf } from './manifestType';
import {
  buildReferrersIndex,
  describeReferrer,
  parseReferrers,
} from './referrersIndex';

const descriptor: fc.Arbitrary<Descriptor> = fc.record(
  {
    mediaType: fc.constantFrom(MediaType.imageManifest, MediaType.imageIndex),
    digest: fc.string().map(text => digestOfBytes(Buffer.from(text))),
    size: fc.nat(),
    artifactType: fc.stringMatching(/^application\/vnd\.[a-z]{1,9}$/),
    annotations: fc.dictionary(fc.string(), fc.string(), {
      noNullPrototype: true,
    }),
  },
  { requiredKeys: ['mediaType', 'digest', 'size'] },
);

/** A descriptor of which one member is something else. */
const nearlyDescriptor = fc
  .tuple(
    descriptor,
    fc.constantFrom(
      'digest',
      'size',
      'mediaType',
      'artifactType',
      'annotations',
    ),
    fc.oneof(fc.jsonValue(), fc.integer(), fc.constant({ a: 7 })),
  )
  .map(([its, member, value]) => ({ ...its, [member]: value }));

describe('descriptors', () => {
  it('come back as they were when a list of them is written and read', () => {
    fc.assert(
      fc.property(fc.array(descriptor), entries => {
        expect(parseReferrers(buildReferrersIndex(entries))).toEqual(
          JSON.parse(JSON.stringify(entries)),
        );
      }),
    );
  });

  it('are all that is read of a list, whatever else is in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(descriptor, nearlyDescriptor, fc.jsonValue())),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (manifests, others) => {
          const index = {
            ...others,
            mediaType: MediaType.imageIndex,
            manifests,
          };
          const read = parseReferrers(Buffer.from(JSON.stringify(index)));
          for (const entry of read ?? []) {
            const { digest, size, mediaType, artifactType } = entry;
            expect(['string', 'undefined']).toContain(typeof artifactType);
            for (const text of Object.values(entry.annotations ?? {}))
              expect(typeof text).toBe('string');
            expect(isDigest(digest)).toBe(true);
            expect(Number.isSafeInteger(size) && size >= 0).toBe(true);
            expect(typeof mediaType).toBe('string');
          }
        },
      ),
    );
  });

  it('are read from bytes of any kind, or are not, and nothing is thrown', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map(text => Buffer.from(text)),
        ),
        bytes => {
          const read = parseReferrers(Buffer.from(bytes), MediaType.imageIndex);
          expect(read === undefined || Array.isArray(read)).toBe(true);
        },
      ),
    );
  });

  it('of referrers say the type that the specification has for them', () => {
    fc.assert(
      fc.property(
        descriptor,
        fc.option(fc.constant('application/vnd.a'), { nil: undefined }),
        (its, artifactType) => {
          const config = { ...its, mediaType: MediaType.imageConfig };
          const described = describeReferrer(its, { artifactType, config });
          expect(described.artifactType).toBe(
            artifactType ?? MediaType.imageConfig,
          );
          expect(described.digest).toBe(its.digest);
        },
      ),
    );
  });
});

function typeOrError(
  text: string,
  contentType: string | undefined,
): { readonly given?: string; readonly error?: RegistryError } {
  try {
    return { given: manifestTypeOf(Buffer.from(text), contentType, 'It') };
  } catch (error) {
    if (error instanceof RegistryError) return { error };
    throw error;
  }
}

describe('manifestTypeOf', () => {
  it('gives one type, or refuses with a code, whatever comes', () => {
    const type = fc.constantFrom(
      undefined,
      '',
      'application/json',
      'text/html',
      ...Object.values(MediaType),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc
            .record(
              {
                mediaType: type,
                manifests: fc.jsonValue(),
                layers: fc.jsonValue(),
              },
              { requiredKeys: [] },
            )
            .map(value => JSON.stringify(value)),
        ),
        type,
        (text, contentType) => {
          const { given, error } = typeOrError(text, contentType);
          expect(given ?? error?.code).toBe(given ?? 'INVALID_ANSWER');
          if (!given) return;
          const parsed = JSON.parse(text);
          const other = {
            [MediaType.imageManifest]: 'manifests',
            [MediaType.imageIndex]: 'layers',
          }[given];
          expect(Object.keys(parsed)).not.toContain(other ?? 'no such member');
        },
      ),
      { numRuns: 500 },
    );
  });
});

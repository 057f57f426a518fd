import fc from 'fast-check';
import { isDigest } from './digest';
import { InvalidReferenceError } from './InvalidReferenceError';
import {
  formatReference,
  parseReference,
  parseRepository,
} from './parseReference';
import type { Reference } from './reference';
import { parseStorageUri } from './storageUri';
import { isTag } from './tag';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
const host = fc.oneof(
  fc
    .tuple(label, fc.stringMatching(/^[a-z]{2,6}$/))
    .map(([name, top]) => `${name}.${top}`)
    .filter(name => !name.includes('--')),
  fc.constant('localhost'),
  fc.constant('[::1]'),
);
const port = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 65_535 }).map(number => `:${number}`),
);
const component = fc
  .array(fc.stringMatching(/^[a-z0-9]{1,6}$/), { minLength: 1, maxLength: 3 })
  .chain(words =>
    fc.constantFrom('.', '_', '__', '-', '---').map(by => words.join(by)),
  );
const repositoryPath = fc
  .array(component, { minLength: 1, maxLength: 4 })
  .map(parts => parts.join('/'));
const digest = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{64}$/).map(hex => `sha256:${hex}`),
  fc.stringMatching(/^[0-9a-f]{128}$/).map(hex => `sha512:${hex}`),
);
const reference: fc.Arbitrary<Reference> = fc
  .record(
    {
      host: fc.tuple(host, port).map(parts => parts.join('')),
      path: repositoryPath,
      tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/),
      digest,
    },
    { requiredKeys: ['host', 'path'] },
  )
  .filter(({ host: its, path }) => its.length + path.length < 255);

/** What people and machines write that is nearly a reference. */
const nearly = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.stringMatching(/^[a-zA-Z0-9:/@._\-[\]%?#\\ ]{0,120}$/),
  fc
    .tuple(
      reference.map(formatReference),
      fc.nat(300),
      fc.constantFrom(
        '/',
        ':',
        '@',
        '..',
        '//',
        ' ',
        '\u0000',
        '%2e',
        '?',
        'É',
      ),
    )
    .map(([text, at, odd]) => text.slice(0, at) + odd + text.slice(at)),
);

/** @returns `undefined` where the text is refused as it should be; any other error is thrown on */
function parseOrRefuse(text: string): Reference | undefined {
  try {
    return parseReference(text);
  } catch (error) {
    if (error instanceof InvalidReferenceError) return undefined;
    throw error;
  }
}

describe('references', () => {
  it('come back as they were when they are written and read', () => {
    fc.assert(
      fc.property(reference, its => {
        expect(parseReference(formatReference(its))).toEqual(its);
      }),
    );
  });

  it('are read, or refused with a code, whatever the text', () => {
    fc.assert(
      fc.property(nearly, text => {
        const parsed = parseOrRefuse(text);
        if (!parsed) return;
        // one text for each reference: nothing is read that would be written otherwise
        expect(formatReference(parsed)).toBe(text);
        expect(parsed.tag === undefined || isTag(parsed.tag)).toBe(true);
        expect(parsed.digest === undefined || isDigest(parsed.digest)).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('never lead out of the path of their repository in a URL', () => {
    fc.assert(
      fc.property(nearly, text => {
        const parsed = parseOrRefuse(text);
        if (!parsed) return;
        const name = parsed.digest ?? parsed.tag ?? 'x';
        const path = `/v2/${parsed.path}/manifests/${name}`;
        const url = new URL(path, `https://${parsed.host}`);
        expect(url.pathname).toBe(path);
        expect(url.protocol).toBe('https:');
        expect(url.search + url.hash + url.username).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('are refused as repository exactly where they name a version', () => {
    fc.assert(
      fc.property(reference, its => {
        const { tag, digest: digestOfIt, ...repository } = its;
        const isVersion = tag !== undefined || digestOfIt !== undefined;
        const outcome = (() => {
          try {
            return parseRepository(formatReference(its));
          } catch (error) {
            return (error as InvalidReferenceError).code;
          }
        })();
        expect(outcome).toEqual(isVersion ? 'INVALID_REFERENCE' : repository);
      }),
    );
  });

  it('are found behind the scheme of a storageUri', () => {
    fc.assert(
      fc.property(
        reference,
        fc.constantFrom(
          'oci',
          'oci+native',
          'oci+fetch',
          'kit',
          'oci-artifact',
        ),
        (its, scheme) => {
          expect(
            parseStorageUri(`${scheme}://${formatReference(its)}`),
          ).toEqual({ scheme, reference: its });
        },
      ),
    );
  });
});

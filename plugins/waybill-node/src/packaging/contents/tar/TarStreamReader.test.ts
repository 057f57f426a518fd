import fc from 'fast-check';
import { tarHeader, tarPadding } from '../../tar/tarHeader';
import {
  base256,
  headerBlock,
  padded,
  paxBlocks,
  paxRecord,
  rawTar,
} from '../__testUtils__/rawTar';
import { tarOf, type TarPart } from '../__testUtils__/tarOf';
import { TarStreamReader } from './TarStreamReader';
import type { TarEntryHead } from './TarHeaderReader';

interface ReadEntry extends TarEntryHead {
  readonly offset: number;
  readonly content: string;
}

/** Reads a tar that comes in chunks of the given length. */
function readTar(tar: Buffer, chunkBytes = tar.length || 1): ReadEntry[] {
  const entries: ReadEntry[] = [];
  let chunks: Buffer[] = [];
  const reader = new TarStreamReader('layer', {
    onEntry: (entry, offset) => {
      chunks = [];
      entries.push({ ...entry, offset, content: '' });
    },
    onData: bytes => chunks.push(Buffer.from(bytes)),
    onEntryEnd: () => {
      const last = entries.pop()!;
      entries.push({ ...last, content: Buffer.concat(chunks).toString() });
    },
  });
  for (let at = 0; at < tar.length; at += chunkBytes) {
    // each chunk is wiped after use, as a buffer that is used again
    const chunk = Buffer.from(tar.subarray(at, at + chunkBytes));
    reader.write(chunk);
    chunk.fill(0xff);
  }
  reader.end();
  return entries;
}

const codeOf = (read: () => unknown): unknown => {
  try {
    read();
    return 'none';
  } catch (error) {
    const { name, code, message } = error as Error & { code?: unknown };
    return name === 'PackagingError' && message.includes('layer')
      ? code
      : error;
  }
};

describe('TarStreamReader', () => {
  describe('when another program has written the tar', () => {
    const entry = (path: string, type: string, mode: number, content = '') => ({
      path,
      type,
      mode,
      content,
      linkPath: undefined,
    });
    const parts: TarPart[] = [
      { name: 'folder/', type: 'directory', mode: 0o750 },
      { name: 'folder/empty' },
      { name: 'folder/script.sh', mode: 0o755, content: 'echo' },
      { name: `${'long/'.repeat(60)}name`, content: 'x'.repeat(1500) },
      { name: 'üñï/模型.bin', content: 'y'.repeat(512) },
      { name: 'link', type: 'symlink', linkname: 'folder/empty' },
      { name: 'hard', type: 'link', linkname: 'folder/script.sh' },
      { name: 'device', type: 'character-device' },
    ];

    it.each([1, 7, 511, 512, 513, 4096, 1_000_000])(
      'reads it in chunks of %d bytes',
      async chunkBytes => {
        const tar = await tarOf(parts);
        const entries = readTar(tar, chunkBytes);
        expect(
          entries.map(({ path, type, mode, content, linkPath }) => ({
            path,
            type,
            mode,
            content,
            linkPath,
          })),
        ).toEqual([
          entry('folder/', 'directory', 0o750),
          entry('folder/empty', 'file', 0o644),
          entry('folder/script.sh', 'file', 0o755, 'echo'),
          entry(`${'long/'.repeat(60)}name`, 'file', 0o644, 'x'.repeat(1500)),
          entry('üñï/模型.bin', 'file', 0o644, 'y'.repeat(512)),
          { ...entry('link', 'symlink', 0o644), linkPath: 'folder/empty' },
          { ...entry('hard', 'hardlink', 0o644), linkPath: 'folder/script.sh' },
          entry('device', 'special', 0o644),
        ]);
        for (const { offset, sizeBytes, content } of entries)
          expect(tar.subarray(offset, offset + sizeBytes).toString()).toBe(
            content,
          );
      },
    );
  });

  it('reads back what Waybill writes, whatever the names and sizes', () => {
    const name = fc
      .array(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), {
        minLength: 1,
        maxLength: 3,
      })
      .map(segments =>
        Buffer.from(segments.join('/').replace(/\0/g, '')).toString(),
      )
      .filter(path => path !== '' && !path.endsWith('/'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, fc.string({ maxLength: 1200 })), {
          maxLength: 5,
        }),
        fc.integer({ min: 1, max: 3000 }),
        (files, chunkBytes) => {
          const tar = rawTar(
            ...files.flatMap(([path, content]) => {
              const bytes = Buffer.from(content);
              return [
                tarHeader({ path, type: 'file', sizeBytes: bytes.length }),
                bytes,
                tarPadding(bytes.length),
              ];
            }),
          );
          expect(
            readTar(tar, chunkBytes).map(({ path, content }) => [
              path,
              content,
            ]),
          ).toEqual(
            files.map(([path, content]) => [
              path,
              Buffer.from(content).toString(),
            ]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads back what another implementation writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            name: fc
              .string({ minLength: 1, maxLength: 300 })
              .filter(text => !/^[/.]|\/$|\/\/|\0/.test(text)),
            content: fc.string({ maxLength: 2000 }),
            // tar-stream writes another for 0
            mode: fc.integer({ min: 1, max: 0o777 }),
          }),
          { maxLength: 4 },
        ),
        fc.integer({ min: 1, max: 5000 }),
        async (parts, chunkBytes) => {
          const tar = await tarOf(parts);
          expect(
            readTar(tar, chunkBytes).map(({ path, content, mode }) => ({
              name: path,
              content,
              mode,
            })),
          ).toEqual(parts);
        },
      ),
      { numRuns: 50 },
    );
  });

  describe('when a header says something special', () => {
    const one = (tar: Buffer) => readTar(tar)[0];

    it.each<[string, Buffer, Partial<ReadEntry>]>([
      [
        'a long name of GNU',
        rawTar(
          headerBlock({ name: '././@LongLink', type: 'L', size: 151 }),
          padded(`${'n'.repeat(150)}\0`),
          headerBlock({ name: 'n'.repeat(100) }),
        ),
        { path: 'n'.repeat(150) },
      ],
      [
        'a long link of GNU',
        rawTar(
          headerBlock({ name: '././@LongLink', type: 'K', size: 151 }),
          padded(`${'n'.repeat(150)}\0`),
          headerBlock({ type: '2', link: 'n'.repeat(100) }),
        ),
        { type: 'symlink', linkPath: 'n'.repeat(150) },
      ],
      [
        'a prefix',
        rawTar(headerBlock({ prefix: 'a/b', name: 'c' })),
        { path: 'a/b/c' },
      ],
      [
        'no prefix, where GNU keeps times there',
        rawTar(headerBlock({ prefix: '14717', name: 'c', magic: 'ustar  \0' })),
        { path: 'c' },
      ],
      [
        'a size in base 256',
        rawTar(headerBlock({ size: base256(3n) }), padded('abc')),
        { sizeBytes: 3, content: 'abc' },
      ],
      [
        'a size in a record, which counts',
        rawTar(
          paxBlocks(paxRecord('size', '3')),
          headerBlock({ size: 0 }),
          padded('abc'),
        ),
        { sizeBytes: 3, content: 'abc' },
      ],
      [
        'two records of one key, of which the later counts',
        rawTar(
          paxBlocks(paxRecord('path', 'first') + paxRecord('path', 'second')),
          headerBlock({}),
        ),
        { path: 'second' },
      ],
      [
        'a record that is taken back',
        rawTar(
          paxBlocks(paxRecord('path', 'first') + paxRecord('path', '')),
          headerBlock({}),
        ),
        { path: 'file' },
      ],
      [
        'a global comment, as git writes it',
        rawTar(
          paxBlocks(paxRecord('comment', 'f00'), 'g'),
          headerBlock({ name: 'a' }),
        ),
        { path: 'a' },
      ],
      [
        'a folder of old, which is a file with a slash',
        rawTar(headerBlock({ type: '\0', name: 'old/' })),
        { type: 'directory' },
      ],
      [
        'modes that would make it run as another',
        rawTar(headerBlock({ mode: '0006755' })),
        { mode: 0o755 },
      ],
    ])('understands %s', (_, tar, expected) => {
      expect(one(tar)).toMatchObject(expected);
    });
  });

  it.each<[string, Buffer]>([
    ['a wrong checksum', rawTar(headerBlock({ checksum: 1 }))],
    ['text', Buffer.from('<html>'.repeat(200))],
    ['half a header', headerBlock({}).subarray(0, 300)],
    [
      'a file that is cut off',
      Buffer.concat([headerBlock({ size: 600 }), Buffer.alloc(512)]),
    ],
    ['a header that is all there is', paxBlocks(paxRecord('path', 'a'))],
    ['a header before the end', rawTar(paxBlocks(paxRecord('path', 'a')))],
    [
      'something behind one empty block',
      Buffer.concat([Buffer.alloc(512), rawTar(headerBlock({}))]),
    ],
    ['a negative size', rawTar(headerBlock({ size: base256(-1n) }))],
    [
      'a size beyond all numbers',
      rawTar(headerBlock({ size: base256(2n ** 80n) })),
    ],
    ['a size that is no number', rawTar(headerBlock({ size: '0000000008z' }))],
    [
      'a record with a size that is none',
      rawTar(paxBlocks(paxRecord('size', '-1')), headerBlock({})),
    ],
    [
      'a record with a size beyond all numbers',
      rawTar(paxBlocks(paxRecord('size', '9'.repeat(16))), headerBlock({})),
    ],
    [
      'a record whose length goes beyond its header',
      rawTar(paxBlocks('999 path=a\n'), headerBlock({})),
    ],
    ['a record of no length', rawTar(paxBlocks('0 path=a\n'), headerBlock({}))],
    [
      'a record that ends nowhere',
      rawTar(paxBlocks('9 path=ab'), headerBlock({})),
    ],
    [
      'a path with a zero in it',
      rawTar(paxBlocks(paxRecord('path', 'a\0b')), headerBlock({})),
    ],
    [
      'a global header that names all files',
      rawTar(paxBlocks(paxRecord('path', 'a'), 'g'), headerBlock({})),
    ],
    [
      'a global header that sizes all files',
      rawTar(paxBlocks(paxRecord('size', '1'), 'g'), headerBlock({})),
    ],
    ['a sparse file of GNU', rawTar(headerBlock({ type: 'S' }))],
    [
      'a sparse file of pax',
      rawTar(paxBlocks(paxRecord('GNU.sparse.major', '1')), headerBlock({})),
    ],
    ['a type that nobody knows', rawTar(headerBlock({ type: 'Z' }))],
    [
      'a name of two megabytes',
      rawTar(headerBlock({ type: 'L', size: 2 * 1024 * 1024 })),
    ],
    [
      'headers without end',
      rawTar(
        ...Array.from({ length: 20 }, () => paxBlocks(paxRecord('a', 'b'))),
        headerBlock({}),
      ),
    ],
  ])('refuses %s', (_, tar) => {
    for (const chunkBytes of [1, 512, tar.length])
      expect(codeOf(() => readTar(tar, chunkBytes))).toBe('ARCHIVE_NOT_VALID');
  });

  it('ignores what stands behind the end', () => {
    const tar = Buffer.concat([
      rawTar(headerBlock({ name: 'a' })),
      Buffer.from('garbage'.repeat(500)),
    ]);
    expect(readTar(tar).map(({ path }) => path)).toEqual(['a']);
  });

  it('takes a tar without its empty blocks, as some programs write it', () => {
    expect(readTar(headerBlock({ name: 'a' }))).toHaveLength(1);
    expect(readTar(Buffer.alloc(0))).toEqual([]);
  });

  describe('when a valid tar is damaged', () => {
    let valid: Buffer;

    beforeAll(async () => {
      valid = await tarOf([
        { name: 'a/'.repeat(90), type: 'directory' },
        { name: `${'b'.repeat(120)}.bin`, content: 'x'.repeat(700) },
        { name: 'c', type: 'symlink', linkname: 'd'.repeat(150) },
        { name: 'e', content: '' },
      ]);
    });

    it('ends well or with its code, and reads the same in whatever chunks', () => {
      fc.assert(
        fc.property(
          fc.array(
            fc.tuple(
              fc.nat(valid.length - 1),
              fc.integer({ min: 0, max: 255 }),
            ),
            { maxLength: 6 },
          ),
          fc.nat(valid.length),
          fc.integer({ min: 1, max: 1500 }),
          (edits, length, chunkBytes) => {
            const tar = Buffer.from(valid.subarray(0, length));
            for (const [at, value] of edits)
              if (at < tar.length) tar[at] = value;
            const whole = codeOf(() => readTar(tar));
            expect(['none', 'ARCHIVE_NOT_VALID']).toContain(whole);
            expect(codeOf(() => readTar(tar, chunkBytes))).toBe(whole);
          },
        ),
        { numRuns: 500 },
      );
    });

    it('says nothing but that of anything at all', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 3000 }), bytes => {
          expect(['none', 'ARCHIVE_NOT_VALID']).toContain(
            codeOf(() => readTar(Buffer.from(bytes))),
          );
        }),
      );
    });

    it('reads fields of any content with a right checksum', () => {
      const field = fc.string({ unit: 'binary', maxLength: 155 });
      fc.assert(
        fc.property(
          field,
          field,
          field,
          field,
          fc.constantFrom(...'\u000001234567xgLKSZ'),
          fc.option(fc.string({ maxLength: 300 }), { nil: undefined }),
          (name, size, mode, prefix, type, records) => {
            const tar = rawTar(
              ...(records === undefined ? [] : [paxBlocks(records)]),
              headerBlock({ name, size, mode, prefix, type }),
              Buffer.alloc(1024),
            );
            expect(['none', 'ARCHIVE_NOT_VALID']).toContain(
              codeOf(() => readTar(tar)),
            );
          },
        ),
        { numRuns: 500 },
      );
    });
  });
});

import { gzipSync } from 'node:zlib';
import { tarOf } from '../../TestPlayers';
import { untar, untarGzip } from './untar';

const texts = (files: ReadonlyMap<string, Buffer>) =>
  Object.fromEntries(
    [...files].map(([path, bytes]) => [path, bytes.toString()]),
  );

/** Changes the type of the first entry, and gives it a link target. */
function withType(tar: Buffer, type: string): Buffer {
  tar.write(type, 156);
  tar.write('/etc/passwd', 157);
  return tar;
}

describe('untar', () => {
  it('unpacks files under their plain paths', () => {
    const files = {
      'a.txt': 'one',
      './b/c.txt': 'x'.repeat(1000),
      'd//e.txt': '',
    };
    expect(texts(untarGzip(gzipSync(tarOf(files))))).toEqual({
      'a.txt': 'one',
      'b/c.txt': 'x'.repeat(1000),
      'd/e.txt': '',
    });
  });

  it('reads long names of PAX and GNU', () => {
    const name = `${'long/'.repeat(30)}name.txt`;
    const record = `path=${name}\n`;
    const length = record.length + 4;
    const pax = withType(
      tarOf({ header: `${length} ${record}` }),
      'x',
    ).subarray(0, 1024);
    const gnu = withType(tarOf({ header: `${name}\0` }), 'L').subarray(0, 1024);
    for (const header of [pax, gnu]) {
      expect(
        texts(untar(Buffer.concat([header, tarOf({ short: 'content' })]))),
      ).toEqual({ [name]: 'content' });
    }
  });

  it.each(['1', '2', '5'])(
    'skips entries of type %s, which are no files',
    type => {
      expect(texts(untar(withType(tarOf({ link: '' }), type)))).toEqual({});
    },
  );

  it.each([
    [
      'a path out of the folder',
      () => tarOf({ '../../etc/passwd': 'x' }),
      'outside of its folder',
    ],
    [
      'a cut-off archive',
      () => tarOf({ a: 'x'.repeat(600) }).subarray(0, 900),
      'unexpected EOF',
    ],
    [
      'a bad size',
      () => {
        const tar = tarOf({ a: 'x' });
        tar.write('zzzz', 124);
        return tar;
      },
      'invalid header',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(() => untar(make())).toThrow(message);
  });

  it('refuses a bomb', () => {
    expect(() => untarGzip(gzipSync(Buffer.alloc(80 * 1024 * 1024)))).toThrow(
      /larger than/,
    );
  });
});

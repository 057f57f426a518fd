import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ExitCode, exitCodeOf, isKnownCode } from './exitCodes';

const ROOT = path.resolve(__dirname, '../../../..');
const SOURCES = [
  'plugins/waybill-common/src/reference/InvalidReferenceError.ts',
  'plugins/waybill-common/src/artifact/kitfile/KitfileError.ts',
  'plugins/waybill-node/src/registry/errors.ts',
  'plugins/waybill-node/src/packaging/PackagingError.ts',
  'plugins/waybill-node/src/packaging/transfer/CopyError.ts',
  'plugins/waybill-node/src/packaging/imports/ImportError.ts',
  'plugins/waybill-node/src/signing/SigningError.ts',
  'plugins/waybill-node/src/attesting/AttestationError.ts',
  'plugins/waybill-node/src/verification/VerificationError.ts',
  'packages/cli/src/errors/CliError.ts',
];

/** The members of a file's union `…ErrorCode`. */
async function codesIn(file: string): Promise<string[]> {
  const text = await readFile(path.join(ROOT, file), 'utf8');
  const [, union] = /export type \w+Code =([^;]+);/.exec(text) ?? [];
  return [...(union ?? '').matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code);
}

describe('exitCodeOf', () => {
  it.each(SOURCES)('knows every code of %s', async file => {
    const codes = await codesIn(file);
    expect(codes.length).toBeGreaterThan(2);
    expect(codes.filter(code => !isKnownCode(code))).toEqual([]);
  });

  it.each([
    [{ code: 'TAG_EXISTS' }, 3],
    [{ code: 'NOT_FOUND' }, 4],
    [{ code: 'UNAUTHORIZED' }, 5],
    [{ code: 'UNREACHABLE' }, 6],
    [{ code: 'INVALID_PATH' }, 2],
    [{ code: 'INVALID_PATH', name: 'KitfileError' }, 3],
    [{ code: 'INTERRUPTED', exitCode: 143 }, 143],
    [{ code: 'ENOENT' }, 1],
    [new Error('no code'), 1],
    ['a text', 1],
    [undefined, 1],
  ])('gives for %p: %d', (error, exitCode) => {
    expect(exitCodeOf(error)).toBe(exitCode);
  });

  it('keeps the numbers that are documented', async () => {
    const reference = await readFile(
      path.join(ROOT, 'docs/reference/command-line.md'),
      'utf8',
    );
    for (const exitCode of Object.values(ExitCode))
      expect(reference).toMatch(new RegExp(`^\\| ${exitCode} `, 'm'));
  });
});

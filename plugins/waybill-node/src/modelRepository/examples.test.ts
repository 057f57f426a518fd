import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildModelRepository } from './buildModelRepository';
import { GENERATED_EXAMPLES } from './__testUtils__/generatedExamples';

const FOLDER = path.resolve(__dirname, '../../../../examples/generated');

const WRITE =
  'node scripts/run-ts.mjs plugins/waybill-node/src/modelRepository/__testUtils__/writeExamples.ts';

async function readTree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, {
    recursive: true,
    withFileTypes: true,
  });
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    // Left by whoever ran the tests of an example in place.
    .filter(file => !file.includes('__pycache__'));
  const texts = await Promise.all(files.map(file => readFile(file, 'utf8')));
  return Object.fromEntries(
    files.map((file, index) => [path.relative(folder, file), texts[index]]),
  );
}

describe('examples/generated', () => {
  it('has the examples and no other', async () => {
    expect(
      (await readdir(FOLDER)).filter(name => name !== 'README.md').sort(),
    ).toEqual(Object.keys(GENERATED_EXAMPLES).sort());
  });

  it.each(Object.keys(GENERATED_EXAMPLES))(
    `%s is what is generated, byte for byte (else: ${WRITE})`,
    async name => {
      const files = await buildModelRepository(GENERATED_EXAMPLES[name]);
      expect(await readTree(path.join(FOLDER, name))).toEqual(
        Object.fromEntries(files.map(file => [file.path, file.content])),
      );
    },
  );
});

/** `UPDATE_REFERENCE=1` writes the tables of `docs/reference/crafted-signatures.md` anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CASES } from './__testUtils__/crafting/cases';
import { HARMLESS } from './__testUtils__/crafting/cases/harmless';
import type { CraftedCase } from './__testUtils__/crafting/CraftedCase';
import { castOf, craftVerdict } from './__testUtils__/crafting/craftVerdict';
import { renderTables } from './__testUtils__/crafting/renderTables';

// crafting and checking thousands of signatures takes a while on a busy machine
jest.setTimeout(60_000);

const cast = castOf(new Date());
const byName = <T extends { readonly name: string }>(cases: readonly T[]) =>
  cases.map(one => [one.name, one] as const);

describe.each(Object.entries(CASES))('%s', (_, cases) => {
  it.each(byName<CraftedCase>(cases))(
    'is not taken in by: %s',
    async (__, { craft, state, reason }) => {
      const expected = {
        state,
        reason,
        message: expect.stringMatching(/^[\x20-\x7e]{20,1500}$/),
        forms: [],
      };
      const craftFaulty = (scene: Parameters<typeof craft>[0]) =>
        craft(scene, true);
      expect(await craftVerdict(cast, craftFaulty)).toMatchObject(expected);
      expect(
        await craftVerdict(cast, craftFaulty, { thorough: true }),
      ).toMatchObject(expected);
    },
  );

  it.each(byName<CraftedCase>(cases))(
    'verifies the same without: %s',
    async (__, { craft }) => {
      expect(
        await craftVerdict(cast, scene => craft(scene, false)),
      ).toMatchObject({ state: 'verified', reason: 'SignatureVerified' });
    },
  );
});

describe('a good signature', () => {
  it.each(byName(HARMLESS))('stays one with: %s', async (_, { craft }) => {
    for (const thorough of [false, true]) {
      expect(await craftVerdict(cast, craft, { thorough })).toMatchObject({
        state: 'verified',
        reason: 'SignatureVerified',
      });
    }
  });
});

describe('docs/reference/crafted-signatures.md', () => {
  const FILE = path.resolve(
    __dirname,
    '../../../../docs/reference/crafted-signatures.md',
  );
  const BEGIN = '<!-- cases: begin -->';
  const END = '<!-- cases: end -->';

  it('has the tables of these cases, each under a name of its own', () => {
    const names = Object.values(CASES).flatMap(cases =>
      cases.map(({ name }) => name),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(60);
    const text = readFileSync(FILE, 'utf8');
    const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
    const after = text.slice(text.indexOf(END));
    const wanted = `${before}\n\n${renderTables()}\n\n${after}`;
    if (process.env.UPDATE_REFERENCE) writeFileSync(FILE, wanted);
    expect(readFileSync(FILE, 'utf8')).toBe(wanted);
  });
});

import fc from 'fast-check';
import { memoryTree } from '../__testUtils__/memoryTree';
import { PackagingError } from '../PackagingError';
import asked from './__fixtures__/kitignore.json';
import { parseKitignore, readKitignore } from './kitignore';

interface Answer {
  readonly patterns: readonly string[];
  readonly ignored?: readonly string[];
}

const answers: readonly Answer[] = asked.answers;
const accepted = answers.filter(({ ignored }) => ignored);
const refused = answers.filter(({ ignored }) => !ignored);

describe('parseKitignore', () => {
  it.each(accepted.map(one => [one.patterns.join(' '), one] as const))(
    'leaves out what kit 1.15 does: %s',
    (_, { patterns, ignored }) => {
      const rules = parseKitignore(patterns.join('\n'));
      expect(asked.paths.filter(path => rules.ignores(path))).toEqual(ignored);
    },
  );

  it.each(refused.map(one => [one.patterns.join(' '), one] as const))(
    'refuses what kit 1.15 refuses: %s',
    (_, { patterns }) => {
      expect(() => parseKitignore(patterns.join('\n'))).toThrow(
        expect.objectContaining({
          code: 'KITIGNORE_NOT_VALID',
          message: expect.stringContaining('line 1'),
        }),
      );
    },
  );

  it('reads lines as kit does', () => {
    const rules = parseKitignore(
      '\ufeff# no\r\n\r\n  a  \r\n ! b\nb\n! /b \n#c',
    );
    const ignored = ['a', 'b', '#c', 'c'].filter(path => rules.ignores(path));
    expect(ignored).toEqual(['a']);
  });

  it.each(['a|b*', 'x{2}*', '\\d', '[a*]', '^a*', 'a^b*'])(
    'refuses what kit would take for an expression: %s',
    pattern => {
      expect(() => parseKitignore(pattern)).toThrow(PackagingError);
    },
  );

  it.each([
    ['a line', 'a'.repeat(70_000)],
    ['many patterns', 'a\n'.repeat(2_001)],
  ])('refuses too much in %s', (_, text) => {
    expect(() => parseKitignore(text)).toThrow(PackagingError);
  });

  it('needs no more steps for a nasty pattern than for another', () => {
    // by backtracking: longer than anybody waits
    const rules = parseKitignore(`${'**a'.repeat(100)}b*c`);
    expect(rules.ignores('a'.repeat(1000))).toBe(false);
  });

  it('throws nothing but a PackagingError, and answers for any path', () => {
    const piece = fc.constantFrom(...'ab/*?[]^-!\\{}|.# \n', '**', '**/');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }).map(parts => parts.join('')),
        fc.array(fc.constantFrom('a', 'b', '.a', 'é'), {
          minLength: 1,
          maxLength: 5,
        }),
        (text, segments) => {
          expect(outcomeOf(text, segments.join('/'))).toMatch(
            /^(?:true|false|PackagingError)$/,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

function outcomeOf(text: string, path: string): string {
  try {
    return String(parseKitignore(text).ignores(path));
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('readKitignore', () => {
  it('reads the file at the root of the tree', async () => {
    const rules = await readKitignore(
      memoryTree({ '.kitignore': 'a\n', 'sub/.kitignore': 'b\n' }),
    );
    expect(['a', 'b'].filter(path => rules.ignores(path))).toEqual(['a']);
  });

  it('leaves out no more than the Kitfile where there is none', async () => {
    const rules = await readKitignore(memoryTree({ a: '' }));
    expect(
      ['a', 'Kitfile', 'a/Kitfile', '.kitignore'].filter(path =>
        rules.ignores(path),
      ),
    ).toEqual(['Kitfile', '.kitignore']);
  });

  it('refuses one that is large, whatever its size was said to be', async () => {
    const tree = memoryTree({ '.kitignore': Buffer.alloc(300_000, '#') });
    await expect(readKitignore(tree)).rejects.toMatchObject({
      code: 'KITIGNORE_NOT_VALID',
    });
    const lying = {
      ...tree,
      files: tree.files.map(file => ({ ...file, sizeBytes: 1 })),
    };
    await expect(readKitignore(lying)).rejects.toMatchObject({
      code: 'KITIGNORE_NOT_VALID',
    });
  });
});

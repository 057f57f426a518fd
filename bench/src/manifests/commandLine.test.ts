import { readManifestsCommandLine } from './commandLine';

describe('readManifestsCommandLine', () => {
  it('has a model with three environments where nothing is said', () => {
    expect(readManifestsCommandLine([])).toEqual({
      rounds: 200,
      warmups: 50,
      environments: 3,
    });
  });

  it('takes other numbers, and no warming up', () => {
    expect(
      readManifestsCommandLine([
        '--rounds',
        '1',
        '--warmups',
        '0',
        '--environments',
        '20',
      ]),
    ).toEqual({ rounds: 1, warmups: 0, environments: 20 });
  });

  it.each([
    ['--rounds', '0'],
    ['--environments', 'many'],
    ['--fast', '1'],
  ])('explains itself for %s %s', (...args) => {
    expect(() => readManifestsCommandLine(args)).toThrow(
      /yarn bench:manifests \[options\]/,
    );
  });
});

import { readCommandLine } from './commandLine';
import { SECTIONS } from './Run';

const read = (...args: string[]) => readCommandLine(args, () => 99);

describe('readCommandLine', () => {
  it('runs everything, five times, on two gibibytes where nothing is said', () => {
    expect(read()).toMatchObject({
      rounds: 5,
      sizeBytes: 2 * 1024 ** 3,
      sections: SECTIONS,
      seed: 99,
      only: undefined,
    });
  });

  it('reads what a smoke test gives', () => {
    expect(
      read(
        ...['--rounds', '1', '--size', '64MiB', '--memory', '8MiB,16MiB'],
        ...['--section', 'sink', '--section', 'push', '--seed', '3'],
        ...['--only', '^kit', '--folder', '/var/tmp'],
      ),
    ).toEqual({
      rounds: 1,
      sizeBytes: 64 * 1024 ** 2,
      memorySizes: [8 * 1024 ** 2, 16 * 1024 ** 2],
      sections: ['push', 'sink'],
      only: /^kit/,
      seed: 3,
      folder: '/var/tmp',
    });
  });

  it.each([
    [['--rounds', '0'], 'whole number from 1'],
    [['--rounds', '1.5'], 'whole number from 1'],
    [['--size', 'large'], 'is not a size'],
    [['--section', 'pull'], 'no section pull'],
    [['--only', '('], 'Invalid regular expression'],
    [['--seed', 'x'], 'whole number from 0'],
    [['--fast'], 'fast'],
    [['4'], "'4'"],
  ])('explains itself for %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
    expect(() => read(...args)).toThrow('yarn bench:package [options]');
  });
});

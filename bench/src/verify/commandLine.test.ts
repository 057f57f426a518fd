import { readVerifyCommandLine } from './commandLine';

const read = (...args: string[]) => readVerifyCommandLine(args, () => 7);

describe('readVerifyCommandLine', () => {
  it('has a thousand digests where nothing is said', () => {
    expect(read()).toMatchObject({
      digests: 1000,
      rounds: 5,
      serialSample: 60,
      parallelSample: 200,
      seed: 7,
    });
  });

  it('lets cosign verify no more digests than there are', () => {
    expect(read('--digests', '20', '--parallel', '3')).toMatchObject({
      digests: 20,
      parallel: 3,
      serialSample: 20,
      parallelSample: 20,
    });
  });

  it.each([
    ['--rounds', '0'],
    ['--digests', 'many'],
    ['--fast', '1'],
  ])('explains itself for %s %s', (...args) => {
    expect(() => read(...args)).toThrow(/yarn bench:verify \[options\]/);
  });
});

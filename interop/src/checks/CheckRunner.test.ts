import { SkippedError, type Check } from './check';
import { CheckRunner } from './CheckRunner';

const passing: Check = { name: 'passes', run: async () => {} };
const failing: Check = {
  name: 'fails',
  run: async () => {
    throw new Error('broken');
  },
};
const skipping: Check = {
  name: 'skips',
  run: async () => {
    throw new SkippedError('no such program');
  },
};

async function run(checks: readonly Check[], only?: string) {
  const lines: string[] = [];
  const runner = new CheckRunner({
    print: line => lines.push(line),
    signal: new AbortController().signal,
    only,
  });
  await runner.runAll(checks);
  runner.printSummary();
  return { runner, output: lines.join('\n') };
}

describe('CheckRunner', () => {
  it('counts each outcome and ends with one line', async () => {
    const { runner, output } = await run([passing, failing, skipping]);
    expect(runner.exitCode).toBe(1);
    expect(output).toMatch(/\n1 passed, 1 failed, 1 skipped$/);
    expect(output).toContain('skipped  skips: no such program');
    expect(output).toContain('broken');
  });

  it('is content when all pass', async () => {
    const { runner, output } = await run([passing]);
    expect(runner.exitCode).toBe(0);
    expect(output).toMatch(/\n1 passed, 0 failed$/);
  });

  it('fails when no check ran', async () => {
    const { runner, output } = await run([passing], 'nothing of this name');
    expect(runner.exitCode).toBe(1);
    expect(output).toContain('No check ran');
  });

  it('fails when all were skipped', async () => {
    expect((await run([skipping])).runner.exitCode).toBe(1);
  });
});

import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runMeasured } from './runMeasured';

/** In place of `measure`, which needs Go: writes what it is told to, runs the script, and gives its exit code. */
const FAKE = `#!/bin/sh
result=$1; shift
"$@"; code=$?
echo "{\\"exitCode\\": $code, \\"wallSeconds\\": 1}" > "$result"
exit $code
`;

describe('runMeasured', () => {
  let home: string;
  let measure: string;

  beforeEach(async () => {
    home = await fs.mkdtemp(path.join(os.tmpdir(), 'waybill-measure-test-'));
    measure = path.join(home, 'measure');
    await fs.writeFile(measure, FAKE, { mode: 0o755 });
  });

  afterEach(async () => {
    await fs.rm(home, { recursive: true });
  });

  const run = (script: string[], signal = new AbortController().signal) =>
    runMeasured(measure, { script, home, signal });

  it('gives what was measured', async () => {
    expect(await run(['true'])).toEqual({ exitCode: 0, wallSeconds: 1 });
  });

  it('runs in the home, with nobody else’s', async () => {
    await run(['pwd > where', 'echo "$HOME" >> where']);
    const root = await fs.realpath(home);
    const lines = (await fs.readFile(path.join(home, 'where'), 'utf8')).split(
      '\n',
    );
    expect(
      await Promise.all(lines.slice(0, 2).map(one => fs.realpath(one))),
    ).toEqual([root, root]);
  });

  it('ends at the first line that fails, with what was said', async () => {
    await expect(
      run(['echo out of luck', 'exit 3', 'echo never']),
    ).rejects.toThrow(/^this ended with 3:\n[^]*\nout of luck$/);
  });

  it('ends everything that was started when it is aborted', async () => {
    const controller = new AbortController();
    const started = path.join(home, 'started');
    const running = run(
      [`sh -c 'echo $$ > ${started}; sleep 600' & wait`],
      controller.signal,
    );
    const pid = await readPid(started);
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await hasEnded(pid)).toBe(true);
  });

  it('says that nothing was measured where nothing was', async () => {
    await fs.writeFile(measure, '#!/bin/sh\nexit 0\n');
    await expect(run(['true'])).rejects.toThrow('could not be measured');
  });
});

async function readPid(file: string): Promise<number> {
  return until(async () => {
    const text = await fs.readFile(file, 'utf8').catch(() => '');
    return text.endsWith('\n') ? Number(text) : undefined;
  });
}

async function hasEnded(pid: number): Promise<boolean> {
  return until(async () => {
    try {
      process.kill(pid, 0);
      const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
      return / Z /.test(stat) ? true : undefined;
    } catch {
      return true;
    }
  });
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error('waited in vain');
    }
    await new Promise(resolve => setImmediate(resolve));
  }
}

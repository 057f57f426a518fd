/** Runs what the reference shows about trust, as it stands there. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeKeyPair } from './__testUtils__/keyPairs';
import { TestWorkplace } from './__testUtils__/TestWorkplace';

const REFERENCE = path.resolve(
  __dirname,
  '../../../docs/reference/command-line.md',
);

/** The lines of a section's shell blocks. */
async function commandsOf(title: string): Promise<string[]> {
  const text = await readFile(REFERENCE, 'utf8');
  const [, section = ''] = text.split(`\n## ${title}\n`);
  const [own] = section.split('\n## ');
  return [...own.matchAll(/```bash\n([\s\S]*?)```/g)].flatMap(([, block]) =>
    block.trim().split('\n'),
  );
}

describe('the commands of the reference', () => {
  let workplace: TestWorkplace;
  beforeAll(async () => {
    workplace = await TestWorkplace.open();
    await writeKeyPair(workplace, 'cosign');
    await workplace.writeFolder('iris', { 'model.joblib': 'weights' });
    await workplace.waybill([
      ...['push', 'iris', `${workplace.host}/models/iris:1.4.0`],
      '--plain-http',
    ]);
  });
  afterAll(() => workplace.close());

  it('about trust do what is said of them', async () => {
    const commands = await commandsOf('Trust');
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) {
      const [program, ...args] = command
        .replace('registry.example.com', workplace.host)
        .split(' ');
      expect(program).toBe('waybill');
      const run = await workplace.waybill([...args, '--plain-http']);
      expect({ command, ...run }).toMatchObject({
        command,
        exitCode: 0,
        stderr: '',
      });
    }
  });
});

import { promises as fs } from 'node:fs';
import { ControlClient } from '../control';
import { playerCalls } from '../environments/fakes';
import { layoutOf } from '../state';
import { ANY_PORT, TestSandbox } from '../TestSandbox';
import { runCommand } from './runCommand';

jest.mock('../kubernetes', () => jest.requireActual('../environments/fakes'));
jest.mock('../players', () => jest.requireActual('../environments/fakes'));

describe('runCommand', () => {
  let test: TestSandbox;
  beforeEach(async () => {
    test = await TestSandbox.create();
    playerCalls.length = 0;
  });
  afterEach(() => test.remove());

  const lines: string[] = [];
  const run = (command: Parameters<typeof runCommand>[0]) =>
    runCommand(command, {
      print: line => lines.push(line),
      signal: new AbortController().signal,
    });
  beforeEach(() => lines.splice(0));

  it('tells its status, breaks and mends', async () => {
    const { registry } = await test.start();
    await run({ name: 'break', stateDir: test.stateDir, what: 'registry' });
    expect(lines).toContain('broken:     registry');
    expect((await fetch(`${registry.url}/v2/`)).status).toBe(503);
    await run({ name: 'mend', stateDir: test.stateDir, what: 'registry' });
    await run({ name: 'status', stateDir: test.stateDir });
    expect(lines.slice(-6)).toEqual(
      expect.arrayContaining([
        `registry:   ${registry.url}`,
        'broken:     nothing',
      ]),
    );
    await expect(
      run({ name: 'break', stateDir: test.stateDir, what: 'moon' }),
    ).rejects.toMatchObject({ code: 'FAULT_UNKNOWN' });
  });

  it('is not served without the token', async () => {
    await test.start();
    const { controlUrl } = JSON.parse(
      await fs.readFile(layoutOf(test.stateDir).runningFile, 'utf8'),
    );
    const refused = await fetch(`${controlUrl}/status`, {
      headers: { Authorization: 'Bearer wrong' },
    });
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { code: 'INPUT_INVALID', message: 'wrong control token' },
    ]);
  });

  it('says that nothing runs', async () => {
    await expect(ControlClient.connect(test.stateDir)).rejects.toMatchObject({
      code: 'NOT_RUNNING',
    });
    await (await test.start()).stop();
    await expect(
      run({ name: 'status', stateDir: test.stateDir }),
    ).rejects.toMatchObject({
      code: 'NOT_RUNNING',
    });
  });

  it('is cleared by reset, and only where a sandbox was', async () => {
    await (await test.start()).stop();
    await run({ name: 'reset', stateDir: test.stateDir });
    await expect(fs.stat(test.stateDir)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await run({ name: 'reset', stateDir: test.root });
    expect(lines).toEqual([
      `${test.stateDir} is cleared`,
      `${test.root} holds no state of a sandbox: nothing to clear`,
    ]);
    expect(await fs.readdir(test.root)).toEqual(['examples']);
  });

  it('prints what a user needs, and ends with its signal', async () => {
    const aborter = new AbortController();
    await runCommand(
      { name: 'start', stateDir: test.stateDir, ports: ANY_PORT },
      {
        print: line => lines.push(line),
        signal: aborter.signal,
        onReady: () => aborter.abort(),
      },
    );
    expect(lines.join('\n')).toMatch(
      /kubeconfig: .*kubeconfig\.yaml\nregistry: +http:.*\ngit: +http:.*user waybill, password [0-9a-f]{48}\)\napp config: /,
    );
    await expect(ControlClient.connect(test.stateDir)).rejects.toMatchObject({
      code: 'NOT_RUNNING',
    });
  });
});

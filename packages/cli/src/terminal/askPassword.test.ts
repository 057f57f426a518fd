import { FakeTerminal } from '../__testUtils__/FakeTerminal';
import { askPassword } from './askPassword';

const ask = (
  stdin: string | undefined,
  options: { readonly isTTY?: boolean; readonly signal?: AbortSignal } = {},
) => {
  const { isTTY = true, signal = new AbortController().signal } = options;
  const terminal = new FakeTerminal({ isTTY, isStdinTTY: isTTY, stdin });
  return askPassword(terminal, 'Password', signal).then(password => ({
    password,
    shown: terminal.stderr.text,
  }));
};

describe('askPassword', () => {
  it.each([
    ['secret\r', 'secret'],
    ['secret\nmore', 'secret'],
    ['wr\u007f\u007fr\bsecret\r', 'secret'],
    ['pässwörd', 'pässwörd'],
    ['\r', ''],
    ['sec\u0004', undefined],
    [undefined, undefined],
  ])('reads %j as %j, and shows nothing of it', async (typed, password) => {
    expect(await ask(typed)).toEqual({ password, shown: 'Password: \n' });
  });

  it('asks nobody where there is no terminal', async () => {
    expect(await ask('secret\r', { isTTY: false })).toEqual({
      password: undefined,
      shown: '',
    });
  });

  it('ends where its user interrupts it', async () => {
    await expect(ask('sec\u0003')).rejects.toMatchObject({
      code: 'INTERRUPTED',
      exitCode: 130,
    });
    const reason = new Error('SIGTERM');
    await expect(
      ask('secret', { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});

import path from 'node:path';
import { parseCommand } from './parseCommand';

const parse = (line: string) =>
  parseCommand(line === '' ? [] : line.split(' '), {
    stateDir: '/repo/.sandbox',
  });

describe('parseCommand', () => {
  it.each<[string, object]>([
    ['', { name: 'start', stateDir: '/repo/.sandbox', ports: {} }],
    [
      'start --port-registry 5000 --port-dev=0',
      {
        name: 'start',
        stateDir: '/repo/.sandbox',
        ports: { registry: 5000, dev: 0 },
      },
    ],
    ['status --state x', { name: 'status', stateDir: path.resolve('x') }],
    ['reset', { name: 'reset', stateDir: '/repo/.sandbox' }],
    [
      'mend registry',
      { name: 'mend', stateDir: '/repo/.sandbox', what: 'registry' },
    ],
    [
      'break pull:iris --cluster dev',
      {
        name: 'break',
        stateDir: '/repo/.sandbox',
        what: 'pull:iris',
        cluster: 'dev',
      },
    ],
    ['break --help', { name: 'help' }],
  ])('understands "%s"', (line, command) => {
    expect(parse(line)).toEqual(command);
  });

  it.each([
    ['dance', "there is no command 'dance'"],
    ['break', 'break needs to know what: one of registry, git, cluster:dev'],
    ['start now', "too many arguments for 'start'"],
    ['mend a b', "too many arguments for 'mend'"],
    [
      'start --port-git x',
      "--port-git must be a number from 0 to 65535, not 'x'",
    ],
    [
      'start --port-git 70000',
      "--port-git must be a number from 0 to 65535, not '70000'",
    ],
    ['start --colour red', "Unknown option '--colour'"],
  ])('refuses "%s"', (line, message) => {
    expect(() => parse(line)).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        message: expect.stringContaining(message),
      }),
    );
  });
});

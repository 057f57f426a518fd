import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { eagerCommands } from '../../__testUtils__/eagerCommands';
import { FakeTerminal } from '../../__testUtils__/FakeTerminal';
import { createProgram } from '../../program';
import { runWaybill } from '../../runWaybill';

const context = () => ({
  terminal: new FakeTerminal(),
  signal: new AbortController().signal,
  commands: eagerCommands,
});

async function scriptFor(shell: string): Promise<string> {
  const its = context();
  expect(await runWaybill(['completion', shell], its)).toBe(0);
  return its.terminal.stdout.text;
}

/** Tests of a shell that this machine lacks cannot run: they say so. */
function withShell(shell: string) {
  const isHere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  if (!isHere)
    console.log(`skipped: completion in ${shell}, which is not installed here`);
  return isHere ? describe : describe.skip;
}

describe('waybill completion', () => {
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'waybill-completion-'));
    await mkdir(path.join(dir, 'my models'));
    await writeFile(path.join(dir, 'my models.txt'), '');
  });

  afterAll(() => rm(dir, { recursive: true, force: true }));

  function run(
    shell: string,
    args: string[],
    env: Record<string, string> = {},
  ) {
    const { stdout, stderr, status } = spawnSync(shell, args, {
      cwd: dir,
      timeout: 20_000,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', HOME: dir, ...env },
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.split('\n').filter(Boolean);
  }

  it('knows every command and every option', async () => {
    const program = createProgram({ ...context(), onExit: () => {} });
    const names = program.commands.map(command => command.name());
    expect(names).toContain('push');
    for (const shell of ['bash', 'zsh', 'fish']) {
      const script = await scriptFor(shell);
      for (const name of names) expect(script).toContain(name);
      for (const option of program.commands.flatMap(({ options }) => options))
        expect(script).toContain(
          option.long!.replace(shell === 'fish' ? /^--/ : /^/, ''),
        );
    }
  });

  it('refuses a shell that it does not know, with 2', async () => {
    const its = context();
    expect(await runWaybill(['completion', 'tcsh'], its)).toBe(2);
    expect(its.terminal.stderr.text).toContain('bash, zsh, fish');
  });

  withShell('bash')('in bash', () => {
    /** What Tab would offer after a line; the words as bash takes them apart. */
    async function complete(...words: string[]): Promise<string[]> {
      const quoted = words.map(word => `'${word}'`).join(' ');
      return run('bash', [
        '--norc',
        '-c',
        `${await scriptFor('bash')}
complete -p waybill >/dev/null || exit 1
COMP_WORDS=(waybill ${quoted}) COMP_CWORD=${words.length}
_waybill
printf '%s\\n' "\${COMPREPLY[@]}"`,
      ]);
    }

    it.each([
      [['pu'], ['push']],
      [['--v'], ['--version']],
      [['help', 'ins'], ['inspect']],
      [['push', '--for'], ['--format']],
      [
        ['push', '--format', 'model'],
        ['modelcar', 'modelkit', 'modelpack'],
      ],
      [['push', '--format', '=', 'art'], ['artifact']],
      [
        ['push', '--format', '='],
        ['modelcar', 'modelkit', 'modelpack', 'artifact'],
      ],
      [['push', 'my'], ['my models']],
      [['push', '--format', 'modelcar', 'my'], ['my models']],
      [
        ['push', '--ca-file', 'my'],
        ['my models', 'my models.txt'],
      ],
      [['push', '--username', 'my'], []],
      [['push', 'dir', 'my'], []],
      [
        ['copy', 'r.example', ':', '5000/iris', ':', '1', '--plain'],
        ['--plain-http', '--plain-http-for'],
      ],
      [
        ['completion', ''],
        ['bash', 'zsh', 'fish'],
      ],
      [['nope', ''], []],
    ])('offers after %p: %p', async (words, offered) => {
      expect(await complete(...words)).toEqual(offered);
    });
  });

  withShell('zsh')('in zsh', () => {
    /** What the script tells zsh's completion, which itself runs in a terminal only. */
    async function told(...words: string[]): Promise<string[]> {
      return run('zsh', [
        '-f',
        '-c',
        `compdef() { print -r -- "compdef $*" }
_describe() { print -rl -- \${(P)2} }
_arguments() {
  [[ $1 == -C ]] || { print -rl -- "$@"; return }
  line=(${words.slice(0, -1).join(' ')})
  state=${words.length > 1 ? 'argument' : 'command'}
}
${await scriptFor('zsh')}
_waybill`,
      ]);
    }

    it('registers itself', async () => {
      expect(await told('')).toContain('compdef _waybill waybill');
    });

    it('offers the commands with what they do', async () => {
      expect(await told('')).toEqual(
        expect.arrayContaining([
          'push:package a folder and send it to a registry',
          'completion:print a completion script for a shell',
        ]),
      );
    });

    it('offers options, words and folders of a command', async () => {
      expect(await told('push', '')).toEqual(
        expect.arrayContaining([
          '--format[form of the package]:value:(modelcar modelkit modelpack artifact)',
          '(-f --file)-f[Kitfile of a modelkit or modelpack (default: Kitfile in the folder)]:value:_files',
          '1:directory:_files -/',
          '2:reference: ',
        ]),
      );
    });
  });

  withShell('fish')('in fish', () => {
    async function complete(line: string): Promise<string[]> {
      const lines = run('fish', [
        '--no-config',
        '-c',
        `${await scriptFor('fish')}\ncomplete -C '${line}'`,
      ]);
      return lines.map(text => text.split('\t')[0]);
    }

    it.each([
      ['waybill pu', ['push']],
      ['waybill push --format modelp', ['modelpack']],
      ['waybill push --plain-http', ['--plain-http', '--plain-http-for']],
      ['waybill push my', ['my models/']],
      ['waybill completion b', ['bash']],
    ])('offers after %p: %p', async (line, offered) => {
      expect((await complete(line)).sort()).toEqual(offered);
    });
  });
});

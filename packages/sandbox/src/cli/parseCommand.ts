import path from 'node:path';
import { parseArgs } from 'node:util';
import { SandboxError } from '../errors';
import { FAULT_HELP } from '../Faults';
import { DEFAULT_PORTS, PORT_NAMES, type SandboxPorts } from '../state';

function portHelp(name: keyof SandboxPorts): string {
  const option = `  --port-${name} <number>`.padEnd(29);
  return `${option}another port than ${DEFAULT_PORTS[name]}; 0 takes a free one`;
}

export const HELP = `Usage: yarn sandbox [command] [options]

A demonstration and a test double: an OCI registry, a Git remote and three small Kubernetes clusters on this machine.

Commands
  start                 start it and keep it running (what happens without a command)
  status                tell whether it runs, and what is broken
  break <what>          break something on purpose: ${FAULT_HELP.join(', ')}
  mend <what>           repair it
  reset                 clear everything that it has kept

Options
  --state <folder>           where it keeps its state (.sandbox in the repository)
${PORT_NAMES.map(portHelp).join('\n')}
  --cluster <name>           break: in this cluster only
  --namespace <name>         break: in this namespace only
  --message <text>           break: what the broken thing says
  --help                     show this
`;

/** What somebody typed, understood. */
export type Command =
  | { readonly name: 'help' }
  | {
      readonly name: 'start';
      readonly stateDir: string;
      readonly ports: Partial<SandboxPorts>;
    }
  | { readonly name: 'status' | 'reset'; readonly stateDir: string }
  | { readonly name: 'mend'; readonly stateDir: string; readonly what: string }
  | {
      readonly name: 'break';
      readonly stateDir: string;
      readonly what: string;
      readonly cluster?: string;
      readonly namespace?: string;
      readonly message?: string;
    };

const TEXT_OPTIONS = [
  'state',
  'cluster',
  'namespace',
  'message',
  ...PORT_NAMES.map(name => `port-${name}`),
];

/** @throws SandboxError INPUT_INVALID */
export function parseCommand(
  args: readonly string[],
  defaults: { stateDir: string },
): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  const [name = 'start', what, ...rest] = positionals;
  const text = (option: string) => values[option] as string | undefined;
  const stateDir = path.resolve(text('state') ?? defaults.stateDir);
  const expects = name === 'break' || name === 'mend' ? 1 : 0;
  if (rest.length > 0 || (what !== undefined && expects === 0))
    throw wrong(`too many arguments for '${name}'`);
  switch (name) {
    case 'start':
      return { name, stateDir, ports: parsePorts(text) };
    case 'status':
    case 'reset':
      return { name, stateDir };
    case 'break':
    case 'mend':
      if (!what)
        throw wrong(
          `${name} needs to know what: one of ${FAULT_HELP.join(', ')}`,
        );
      if (name === 'mend') return { name, stateDir, what };
      return {
        name,
        stateDir,
        what,
        cluster: text('cluster'),
        namespace: text('namespace'),
        message: text('message'),
      };
    default:
      throw wrong(`there is no command '${name}'`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        ...Object.fromEntries(
          TEXT_OPTIONS.map(name => [name, { type: 'string' } as const]),
        ),
      } as Record<string, { type: 'boolean' | 'string'; short?: string }>,
    });
  } catch (error) {
    throw wrong((error as Error).message, error);
  }
}

function parsePorts(
  text: (option: string) => string | undefined,
): Partial<SandboxPorts> {
  const ports: Partial<SandboxPorts> = {};
  for (const name of PORT_NAMES) {
    const value = text(`port-${name}`);
    if (value !== undefined) {
      if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) {
        throw wrong(
          `--port-${name} must be a number from 0 to 65535, not '${value}'`,
        );
      }
      ports[name] = Number(value);
    }
  }
  return ports;
}

function wrong(message: string, cause?: unknown): SandboxError {
  return new SandboxError({
    code: 'INPUT_INVALID',
    message: `${message} (yarn sandbox --help tells more)`,
    cause,
  });
}

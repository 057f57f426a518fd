import { Command } from 'commander';
import { version } from '../package.json';
import { attestCommand } from './commands/attest/command';
import { checkCommand } from './commands/check/command';
import { completionCommand } from './commands/completion/command';
import { convertCommand } from './commands/convert/command';
import { copyCommand } from './commands/copy/command';
import { diffCommand } from './commands/diff/command';
import { importCommand } from './commands/import/command';
import { inspectCommand } from './commands/inspect/command';
import { packCommand } from './commands/pack/command';
import { pushCommand } from './commands/push/command';
import { signCommand } from './commands/sign/command';
import { unpackCommand } from './commands/unpack/command';
import { verifyCommand } from './commands/verify/command';
import type { CommandRunner } from './commands/startCommand';

/** In the order of their use. */
const COMMANDS = [
  packCommand,
  pushCommand,
  importCommand,
  copyCommand,
  convertCommand,
  inspectCommand,
  diffCommand,
  unpackCommand,
  checkCommand,
  signCommand,
  attestCommand,
  verifyCommand,
  completionCommand,
];

/** The tree of commands. */
export function createProgram(runner: CommandRunner): Command {
  const { stdout, stderr } = runner.terminal;
  const program = new Command('waybill')
    .description(
      'Packages machine-learning models, moves them between folders and OCI registries, signs and verifies them.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpCommand(true)
    .showHelpAfterError('(waybill --help shows what there is)');
  for (const command of COMMANDS) program.addCommand(command(runner));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
    });
  }
  return program;
}

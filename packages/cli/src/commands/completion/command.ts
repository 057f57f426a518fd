import { Argument, Command } from 'commander';
import type { CommandRunner } from '../startCommand';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function completionCommand({
  terminal,
  commands,
}: CommandRunner): Command {
  return new Command('completion')
    .summary('print a completion script for a shell')
    .description(
      'Prints a script that makes the shell complete commands, options and paths: source <(waybill completion bash).',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action(async function action(
      this: Command,
      shell: (typeof SHELLS)[number],
    ) {
      const { completionScript } = await commands.completion();
      terminal.stdout.write(completionScript(shell, this.parent!));
    });
}

import type { Command } from 'commander';
import { bashScript } from './bash';
import type { SHELLS } from './command';
import { completionTree, type CompletionTree } from './completionTree';
import { fishScript } from './fish';
import { zshScript } from './zsh';

const WRITERS: Readonly<
  Record<(typeof SHELLS)[number], (tree: CompletionTree) => string>
> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** @param program - the whole command line, which the script is about */
export function completionScript(
  shell: (typeof SHELLS)[number],
  program: Command,
): string {
  return WRITERS[shell](completionTree(program));
}

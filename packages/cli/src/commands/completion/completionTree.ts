import type { Argument, Command, Option } from 'commander';

/** What can stand in a place: given words, a path, or what no shell can know. */
export type CompletionValue =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' }
  | { readonly kind: 'folder' }
  | { readonly kind: 'other' };

export interface CompletionOption {
  /** `-q`, `--quiet`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Where the option takes one. */
  readonly value?: CompletionValue;
}

export interface CompletionCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletionOption[];
  readonly arguments: readonly {
    readonly name: string;
    readonly value: CompletionValue;
  }[];
}

export interface CompletionTree {
  readonly name: string;
  readonly options: readonly CompletionOption[];
  readonly commands: readonly CompletionCommand[];
}

/** The command line as the shells' scripts need it, read from the commands themselves so that nothing is forgotten. */
export function completionTree(program: Command): CompletionTree {
  const commands = program.commands.map(describeCommand);
  return {
    name: program.name(),
    options: optionsOf(program),
    commands: [
      ...commands,
      {
        name: 'help',
        summary: 'say how a command is used',
        options: [],
        arguments: [
          {
            name: 'command',
            value: { kind: 'words', words: commands.map(({ name }) => name) },
          },
        ],
      },
    ],
  };
}

function describeCommand(command: Command): CompletionCommand {
  return {
    name: command.name(),
    summary: command.summary(),
    options: optionsOf(command),
    arguments: command.registeredArguments.map(argument => ({
      name: argument.name(),
      value: valueOf(argument.name(), argument),
    })),
  };
}

function optionsOf(command: Command): CompletionOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(option => ({
      flags: [option.short, option.long].filter(flag => flag !== undefined),
      description: option.description,
      ...(option.required || option.optional
        ? { value: valueOf(valueName(option), option) }
        : {}),
    }));
}

function valueName(option: Option): string {
  return /[<[](.+?)[>\]]/.exec(option.flags)?.[1] ?? '';
}

function valueOf(
  name: string,
  { argChoices }: Pick<Option | Argument, 'argChoices'>,
): CompletionValue {
  if (argChoices) return { kind: 'words', words: argChoices };
  if (name === 'file') return { kind: 'file' };
  if (name === 'directory') return { kind: 'folder' };
  return { kind: 'other' };
}

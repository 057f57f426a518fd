import type {
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValue,
} from './completionTree';

/** A script that can be sourced, and that can be `waybill.fish` among fish's completions. */
export function fishScript(tree: CompletionTree): string {
  const { name, commands } = tree;
  const names = commands.map(command => command.name).join(' ');
  const isFirst = `not __fish_seen_subcommand_from ${names}`;
  return [
    `# fish completion of ${name}: ${name} completion fish | source`,
    `complete -c ${name} -f`,
    ...tree.options.map(option => optionLine(name, isFirst, option)),
    ...commands.map(
      command =>
        `complete -c ${name} -n ${quote(isFirst)} -a ${command.name} -d ${quote(
          command.summary,
        )}`,
    ),
    ...commands.flatMap(command => commandLines(name, command)),
    '',
  ].join('\n');
}

function commandLines(name: string, command: CompletionCommand): string[] {
  const isThis = `__fish_seen_subcommand_from ${command.name}`;
  return [
    ...command.options.map(option => optionLine(name, isThis, option)),
    ...command.arguments
      .filter(({ value }) => value.kind !== 'other')
      .map(
        ({ value }) =>
          `complete -c ${name} -n ${quote(isThis)}${values(value)}`,
      ),
  ];
}

function optionLine(
  name: string,
  condition: string,
  { flags, description, value }: CompletionOption,
): string {
  const names = flags.map(flag =>
    flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`,
  );
  return `complete -c ${name} -n ${quote(condition)}${names.join('')}${
    value ? ` -r${values(value)}` : ''
  } -d ${quote(description)}`;
}

function values(value: CompletionValue): string {
  if (value.kind === 'words') return ` -a ${quote(value.words.join(' '))}`;
  if (value.kind === 'file') return ' -F';
  return value.kind === 'folder' ? ` -a '(__fish_complete_directories)'` : '';
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

import type {
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValue,
} from './completionTree';

/** A script that can be sourced, and that can be a file `_waybill` in zsh's `fpath`. */
export function zshScript(tree: CompletionTree): string {
  const { name, commands } = tree;
  return `#compdef ${name}
# zsh completion of ${name}: source <(${name} completion zsh)
_${name}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -C \\
${tree.options.map(option => `    ${optionSpec(option)} \\`).join('\n')}
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command)
      local -a commands
      commands=(
${commands
  .map(command => `        ${quote(`${command.name}:${command.summary}`)}`)
  .join('\n')}
      )
      _describe command commands
      ;;
    argument)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

function commandCase(command: CompletionCommand): string {
  const specs = [
    ...command.options.map(optionSpec),
    ...command.arguments.map(({ name, value }, index) =>
      quote(`${index + 1}:${name}:${action(value)}`),
    ),
  ];
  return `        ${command.name}) _arguments ${specs.join(' ')} ;;`;
}

/** Given again where there are two names for it, without offering the second after the first. */
function optionSpec({ flags, description, value }: CompletionOption): string {
  const text = `[${description.replace(/[[\]]/g, '\\$&')}]`;
  const rest = value ? `:value:${action(value)}` : '';
  if (flags.length === 1) return quote(`${flags[0]}${text}${rest}`);
  return `${quote(`(${flags.join(' ')})`)}{${flags.join(',')}}${quote(
    text + rest,
  )}`;
}

function action(value: CompletionValue): string {
  if (value.kind === 'words') return `(${value.words.join(' ')})`;
  if (value.kind === 'file') return '_files';
  return value.kind === 'folder' ? '_files -/' : ' ';
}

function quote(text: string): string {
  return `'${text.replace(/'/g, `'\\''`)}'`;
}

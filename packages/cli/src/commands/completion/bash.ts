import type {
  CompletionCommand,
  CompletionOption,
  CompletionTree,
  CompletionValue,
} from './completionTree';

/**
 * A script for bash from 3.2 on (macOS), with nothing of the package bash-completion. bash takes words apart at `:` and
 * `=`, so that `host:5000/iris` comes as three: what follows such a sign is not a word of its own.
 */
export function bashScript(tree: CompletionTree): string {
  const { name, commands } = tree;
  return `# bash completion of ${name}: source <(${name} completion bash)
_${name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local command= word skip= position=0 i IFS=$'\\n'
  COMPREPLY=()
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == [=:] ]]; then
      skip=1
    elif [[ -n $skip ]]; then
      skip=
    elif [[ $word == -* ]]; then
      case "$command $word" in
${valueOptionPatterns(commands)}
      esac
    elif [[ -z $command ]]; then
      command=$word
    else
      position=$((position + 1))
    fi
  done
  case "$command $prev" in
${commands.flatMap(optionValueCases).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case $command in
      '') ${words(tree.options.flatMap(({ flags }) => flags))} ;;
${commands.map(optionNamesCase).join('\n')}
    esac
    return
  fi
  case "$command $position" in
    ' 0') ${words(commands.map(command => command.name))} ;;
${commands.flatMap(argumentCases).join('\n')}
  esac
}
complete -F _${name} ${name}
`;
}

/** The options whose next word is theirs. */
function valueOptionPatterns(commands: readonly CompletionCommand[]): string {
  const patterns = commands.flatMap(({ name, options }) =>
    takingValues(options).flatMap(({ flags }) =>
      flags.map(flag => `'${name} ${flag}'`),
    ),
  );
  return `        ${patterns.join('|')}) skip=1 ;;`;
}

function optionValueCases({ name, options }: CompletionCommand): string[] {
  return takingValues(options).map(
    ({ flags, value }) =>
      `    ${flags.map(flag => `'${name} ${flag}'`).join('|')}) ${complete(
        value,
      )}; return ;;`,
  );
}

function optionNamesCase({ name, options }: CompletionCommand): string {
  return `      ${name}) ${words(options.flatMap(({ flags }) => flags))} ;;`;
}

function argumentCases(command: CompletionCommand): string[] {
  return command.arguments.map(
    ({ value }, index) =>
      `    '${command.name} ${index}') ${complete(value)} ;;`,
  );
}

function takingValues(options: readonly CompletionOption[]) {
  return options.flatMap(({ flags, value }) =>
    value ? [{ flags, value }] : [],
  );
}

function complete(value: CompletionValue): string {
  if (value.kind === 'words') return words(value.words);
  if (value.kind === 'other') return ':';
  const action = value.kind === 'file' ? '-f' : '-d';
  return `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${action} -- "$cur"))`;
}

function words(list: readonly string[]): string {
  return `COMPREPLY=($(compgen -W $'${list.join('\\n')}' -- "$cur"))`;
}

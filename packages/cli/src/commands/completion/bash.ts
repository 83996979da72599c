import type { CommandModel, FlagModel, Model } from './model.js';

/** The script for bash. */
export function bashCompletion({ commands }: Model): string {
  const names = commands.map(({ name }) => name);
  const flags = [...new Map(commands.flatMap((command) => command.flags).map((flag) => [flag.name, flag])).values()];
  const withValue = flags.filter(({ value }) => value !== undefined).map(({ name }) => name);
  return `# sts completion for bash: eval "$(sts completion bash)"
_sts() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command= own= words= word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case $word in
      ${withValue.join('|')}) ((i++)) ;;
      --) [[ ${takesCommand(commands)} ]] && own=$((i + 1)) && break ;;
      -*) ;;
      *)
        if [[ -z $command ]]; then command=$word
        elif [[ ${takesCommand(commands)} ]]; then own=$i; break
        fi ;;
    esac
  done
  if [[ -n $own ]]; then
    if ((COMP_CWORD == own)); then COMPREPLY=($(compgen -c -- "$cur")); else COMPREPLY=($(compgen -f -- "$cur")); fi
    return
  fi
  case $prev in
${flags.flatMap((flag) => valueCase(flag)).join('\n')}
  esac
  case $command in
    '') words='${names.join(' ')} --help --version' ;;
${commands.map((command) => `    ${command.name}) words='${[...command.words, ...command.flags.map(({ name }) => name)].join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ ${takesCommand(commands)} && $cur != -* ]]; then COMPREPLY=($(compgen -c -- "$cur")); fi
}
complete -F _sts sts
`;
}

function takesCommand(commands: readonly CommandModel[]): string {
  return commands
    .filter((command) => command.takesCommand)
    .map(({ name }) => `$command == ${name}`)
    .join(' || ');
}

function valueCase({ name, value }: FlagModel): string[] {
  if (value === undefined) return [];
  if (value === 'file') return [`    ${name}) COMPREPLY=($(compgen -f -- "$cur")); return ;;`];
  return value === 'text'
    ? [`    ${name}) return ;;`]
    : [`    ${name}) COMPREPLY=($(compgen -W '${value.words.join(' ')}' -- "$cur")); return ;;`];
}

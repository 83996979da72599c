import type { CommandModel, FlagModel, Model } from './model.js';

/** The script for zsh: to be evaluated, or as the file _sts of a folder of fpath. `commands` is a name of zsh's own. */
export function zshCompletion({ commands }: Model): string {
  return `#compdef sts
# sts completion for zsh: eval "$(sts completion zsh)", behind compinit
_sts() {
  local -a names
  names=(
${commands.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command names
    _arguments '--help[show help]' '--version[show the version]'
    return
  fi
  local name=$words[2]
  shift words
  ((CURRENT--))
  case $name in
${commands.map((command) => branch(command)).join('\n')}
  esac
}
if [[ $funcstack[1] == _sts ]]; then _sts "$@"; else compdef _sts sts; fi
`;
}

function branch({ name, flags, words, takesCommand }: CommandModel): string {
  const rest = takesCommand
    ? [`'(-)1:command:_command_names -e'`, `'*::argument:_normal'`]
    : words.length > 0
      ? [quoted(`1:form:(${words.join(' ')})`)]
      : [];
  const specs = [...flags.map((flag) => spec(flag)), ...rest];
  return `    ${name})\n      _arguments -S \\\n${specs.map((one) => `        ${one}`).join(' \\\n')} ;;`;
}

function spec({ name, about, value }: FlagModel): string {
  const action =
    value === undefined ? '' : value === 'file' ? ':file:_files' : value === 'text' ? ':text:' : `:form:(${value.words.join(' ')})`;
  return quoted(`${name}[${about.replaceAll(/[[\]:\\]/g, String.raw`\$&`)}]${action}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

import type { CommandModel, FlagModel, Model } from './model.js';

/** The script for fish. */
export function fishCompletion({ commands }: Model): string {
  const first = commands.map(({ name, about }) => `complete -c sts -n __fish_use_subcommand -a ${name} -d ${quoted(about)}`);
  return [
    '# sts completion for fish: sts completion fish | source',
    'complete -c sts -e',
    'complete -c sts -f',
    ...first,
    "complete -c sts -n __fish_use_subcommand -l help -d 'show help'",
    "complete -c sts -n __fish_use_subcommand -l version -d 'show the version'",
    ...commands.flatMap((command) => linesOf(command)),
    '',
  ].join('\n');
}

function linesOf({ name, flags, words, takesCommand }: CommandModel): string[] {
  const when = `complete -c sts -n '__fish_seen_subcommand_from ${name}'`;
  const withValue = flags.flatMap((flag) => (flag.value === undefined ? [] : [flag.name])).join(' ');
  return [
    ...(words.length > 0 ? [`${when} -a '${words.join(' ')}'`] : []),
    // Behind a word that is no long option fish takes those that have a value.
    ...(takesCommand ? [`${when} -a '(__fish_complete_subcommand --fcs-skip=2 -_ ${withValue})'`] : []),
    ...flags.map((flag) => `${when} -l ${flag.name.slice(2)}${valueOf(flag)} -d ${quoted(flag.about)}`),
  ];
}

function valueOf({ value }: FlagModel): string {
  if (value === undefined) return '';
  if (value === 'file') return ' -r -F';
  return value === 'text' ? ' -x' : ` -x -a '${value.words.join(' ')}'`;
}

function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
}

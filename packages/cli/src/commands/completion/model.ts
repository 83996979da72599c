import type { Command, Option } from 'commander';
import { sharedDescription } from '../../shared-options.js';

/** A command line, as completion needs it. */
export interface Model {
  commands: readonly CommandModel[];
}

export interface CommandModel {
  name: string;
  about: string;
  /** Whether another command stands behind it. */
  takesCommand: boolean;
  /** Words that its argument can be. */
  words: readonly string[];
  flags: readonly FlagModel[];
}

export interface FlagModel {
  name: string;
  about: string;
  /** What its value is; `undefined` where it has none. */
  value: { words: readonly string[] } | 'file' | 'text' | undefined;
}

/** Flags whose value is a path. */
const FILES = new Set(['--config', '--file', '--cache']);

/** Reads it off the program itself. */
export function modelOf(program: Command): Model {
  return {
    commands: program.commands.map((command) => ({
      name: command.name(),
      about: command.summary(),
      takesCommand: command.registeredArguments.some(({ variadic }) => variadic),
      words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
      flags: [
        ...command.options.filter(({ hidden }) => !hidden).map((option) => flagOf(option)),
        { name: '--help', about: 'show help', value: undefined },
      ],
    })),
  };
}

function flagOf(option: Option): FlagModel {
  const name = option.long ?? option.flags;
  const about = firstSentence(option.description || (sharedDescription(option.attributeName()) ?? ''));
  if (!option.required && !option.optional) return { name, about, value: undefined };
  return { name, about, value: option.argChoices === undefined ? (FILES.has(name) ? 'file' : 'text') : { words: option.argChoices } };
}

function firstSentence(text: string): string {
  return text.split(/(?<=[.;])\s/)[0]?.replace(/[.;]$/, '') ?? '';
}

import { StsError } from '../errors/index.js';
import type { GrammarError, Source, VariablePart } from './grammar.js';

/** The errors of resolving, worded for the people whose configuration it is. */
export class Complaints {
  private readonly fileName: string;

  constructor(fileName: string) {
    this.fileName = fileName;
  }

  /** Where a value stands, in words. */
  place(at: string): string {
    return at === '' ? this.fileName : `${at} (${this.fileName})`;
  }

  notInText(part: VariablePart, at: string, value: unknown): StsError {
    return new StsError({
      code: 'STS_VARIABLE_UNRESOLVED',
      message: `${part.text} in ${this.place(at)} stands inside a text, but its value is ${value === null ? 'null' : 'an object'}.`,
      hint: 'Give it an address that leads to a string, number or boolean.',
    });
  }

  notFound(part: VariablePart, at: string): StsError {
    return new StsError({
      code: 'STS_VARIABLE_UNRESOLVED',
      message: `${part.text} in ${this.place(at)} has no value: ${part.sources.map(describe).join(', ')} not found.`,
      hint: "Give it a value where it looks for one, or a fallback: ${…, 'value'}.",
    });
  }

  /** What a variable leads to may be secret: only what is written in the configuration is shown. */
  malformed(error: GrammarError, written: string | undefined, at: string): StsError {
    const where = written === undefined ? `that the value of ${this.place(at)} leads to` : `in ${this.place(at)}`;
    const place = written === undefined ? '' : `, at character ${error.index + 1} of ${JSON.stringify(clip(written))}`;
    return new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `The variable ${where} ${error.message}${place}.`,
      hint: "The form is ${source:address, 'fallback'}; text as a fallback stands in quotes.",
    });
  }

  cycle(way: readonly string[]): StsError {
    return new StsError({
      code: 'STS_VARIABLE_CYCLE',
      message: `A variable depends on itself: ${way.join(' → ')} (${this.fileName}).`,
      hint: 'Break the circle: one of these keys needs a value of its own.',
    });
  }

  unknownSource(asked: string, part: VariablePart, at: string, known: readonly string[]): StsError {
    const [type = ''] = asked.split(/[(:]/);
    return new StsError({
      code: 'STS_VARIABLE_UNSUPPORTED',
      message: `${part.text} in ${this.place(at)} asks the source "${type}", which comes from a plugin or a service that is not known here.`,
      hint: [
        `Known sources: ${known.join(', ')}.`,
        `Give the value with the option variables: { ${JSON.stringify(asked)}: '…' }`,
        `or in the environment: STS_VARIABLES='${JSON.stringify({ [asked]: '…' })}'`,
      ].join('\n'),
    });
  }

  tooManyValues(at: string, most: number, deepest: number): StsError {
    const [top = '', next] = at.split('.');
    return new StsError({
      code: 'STS_CONFIG_INVALID',
      message: `${this.place(next === undefined ? top : `${top}.${next}`)} holds more than ${most} values, or nests deeper than ${deepest}.`,
      hint: 'Look for YAML aliases (*name) that multiply each other or hold themselves.',
    });
  }

  tooManyKeys(at: string, most: number): StsError {
    return new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `${this.place(at)} is at the end of a chain of more than ${most} variables.`,
      hint: 'Shorten the chain.',
    });
  }

  tooLong(at: string, most: number): StsError {
    return new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `The value of ${this.place(at)} grows longer than ${most} characters.`,
      hint: 'Look for variables that repeat each other.',
    });
  }

  tooManyRounds(text: string, at: string, rounds: number): StsError {
    return new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `${clip(text)} in ${this.place(at)} leads to variables more than ${rounds} times over.`,
      hint: 'Serverless gives up there too: shorten the chain.',
    });
  }
}

function describe(source: Source): string {
  if (source.kind === 'literal') return JSON.stringify(source.value);
  const address = source.address?.value;
  const params = source.params === undefined ? '' : `(${source.params.map(({ value }) => String(value)).join(', ')})`;
  return address === undefined || address === null ? `${source.type}${params}` : `${source.type}${params}:${String(address)}`;
}

function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

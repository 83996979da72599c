import { fstatSync } from 'node:fs';
import path from 'node:path';
import { isSwitchedOffSession, openSessionIn, type Session, StsError, type StsOptions, tellLeftOut, tools } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print, remark, withProgress } from '../../output.js';
import { contextHere } from '../../shared-options.js';
import { usageError } from '../../usage-error.js';
import { guessShell } from './guess-shell.js';
import { renderChanges, renderUnset } from './render.js';
import type { ShellName } from './shell-names.js';
import { appendToFile, writeSecretFile } from './write-file.js';

/** The flags of `sts env`. */
export interface EnvFlags {
  shell?: ShellName;
  file?: string;
  unset?: boolean;
}

/** Writes what makes an environment the role's, or takes that out again. */
export async function env(flags: EnvFlags, options: StsOptions): Promise<number> {
  const shell = flags.shell ?? guessed(flags.file);
  const gitHubFile = shell === 'github' ? whereGitHubReads(flags) : undefined;
  if (flags.unset === true) return unset(shell, tools().variablesSet(options, contextHere()), flags.file, gitHubFile);
  const session = await withProgress('Assuming the role', openSessionIn(options, contextHere()));
  if (isSwitchedOffSession(session)) {
    remark('sts: switched off (enabled is false): there is nothing to change.');
    return EXIT.ok;
  }
  tellLeftOut(session, (text) => remark(text.trimEnd()));
  if (gitHubFile !== undefined) {
    mask(session);
    // Only what is set has to go, for it can only be made empty there.
    const remove = session.env.remove.filter((name) => process.env[name]);
    appendToFile(gitHubFile, renderChanges(shell, { ...session.env, remove }));
    remark(`sts: the following steps of this job are ${session.assumedRoleArn}.`);
    return EXIT.ok;
  }
  write(renderChanges(shell, session.env), flags.file);
  return EXIT.ok;
}

function guessed(file: string | undefined): ShellName {
  const { name, from } = guessShell(process.env, process.platform);
  // In a file one may well want another form.
  remark(`sts: written for ${name}${file === undefined ? '' : `, into ${file}`}, because ${from}; --shell names another.`);
  return name;
}

function unset(shell: ShellName, names: readonly string[], file: string | undefined, gitHubFile: string | undefined): number {
  const text = renderUnset(shell, names);
  if (text === undefined) throw usageError(`A file for ${shell} cannot remove variables.`, 'Remove the file itself, or the lines in it.');
  if (gitHubFile === undefined) write(text, file);
  else appendToFile(gitHubFile, text);
  return EXIT.ok;
}

function write(text: string, file: string | undefined): void {
  if (file === undefined) print(text);
  else writeSecretFile(path.resolve(file), text);
}

function whereGitHubReads({ file }: EnvFlags): string {
  if (file !== undefined)
    throw usageError('--file does not go with --shell github, which adds to the file that GITHUB_ENV names.', 'Take one of them out.');
  const named = process.env['GITHUB_ENV'];
  if (named) return named;
  throw usageError(
    'GITHUB_ENV is not set: this is no step of a job of GitHub Actions.',
    'Elsewhere use another form: --shell bash, dotenv, json.',
  );
}

/** Before the values are anywhere. Where the log is read from a file, there is nobody who would hide them. */
function mask({ credentials }: Session): void {
  const output = [process.stdout, process.stderr].find(({ fd }) => !fstatSync(fd).isFile());
  if (output === undefined) {
    throw new StsError({
      code: 'STS_FILE_REFUSED',
      message: 'The credentials cannot be hidden in the log: both outputs go into files, where the commands that hide them are not read.',
      hint: 'Leave one of the outputs to the log of the job.',
    });
  }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  output.write([accessKeyId, secretAccessKey, sessionToken].map((value) => `::add-mask::${escaped(value)}\n`).join(''));
}

/** As the runner of GitHub takes a value apart: actions/toolkit, `escapeData`. */
function escaped(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

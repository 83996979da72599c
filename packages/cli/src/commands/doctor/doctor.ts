import type { StsOptions } from '@sts/core/runner';
import { coloursFor } from '../../colours.js';
import { EXIT } from '../../exit-codes.js';
import { print, printJson } from '../../output.js';
import { contextHere } from '../../shared-options.js';
import type { Finding } from './check.js';
import { checkSurroundings } from './surroundings.js';
import { checkWayToRole } from './way-to-role.js';

/** Looks at everything that tests as the role need; returns 1 where something is wrong. */
export async function doctor(options: StsOptions, isJson: boolean): Promise<number> {
  const context = contextHere();
  const findings: Finding[] = [];
  for (const part of [checkWayToRole(options, context), checkSurroundings(options, context)]) {
    for await (const finding of part) {
      findings.push(finding);
      if (!isJson) print(lineOf(finding));
    }
  }
  const problems = findings.filter(({ status }) => status === 'problem').length;
  if (isJson) printJson({ ok: problems === 0, checks: findings });
  else print(problems === 0 ? '\nAll is well.' : `\n${problems} ${problems === 1 ? 'problem' : 'problems'}.`);
  return problems === 0 ? EXIT.ok : EXIT.failed;
}

const NAME_WIDTH = 16;
const INDENT = ' '.repeat(11);

function lineOf({ name, status, text, fix }: Finding): string {
  const { green, red, dim } = coloursFor(process.stdout, process.env);
  const mark = { ok: green('ok     '), problem: red('problem'), skipped: dim('-      ') }[status];
  const lines = [
    `${mark}  ${name.padEnd(NAME_WIDTH)}  ${text}`,
    ...(fix === undefined ? [] : fix.split('\n').map((line) => (line === '' ? '' : `${INDENT}${line}`))),
  ];
  return lines.join('\n');
}

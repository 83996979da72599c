import path from 'node:path';
import type { ExplainedAnswer, Place } from '@sts/core';
import { type StsOptions, tools } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print, printJson, withProgress } from '../../output.js';
import { rows } from '../../rows.js';
import { contextHere } from '../../shared-options.js';

const ORDER: readonly ExplainedAnswer['what'][] = ['role', 'region', 'stage', 'profile'];

/** Says which role, region and stage are meant, and why. */
export async function resolve(options: StsOptions, isJson: boolean): Promise<number> {
  const target = await withProgress('Asking AWS for what leads to the role', new (tools().Inspection)(options, contextHere()).target());
  const { answers } = target.explanation;
  if (isJson) {
    const { roleArn, region, stage, accountId, partition, service = null, functionName = null } = target;
    const { configFile = null, profile = null, files } = target;
    printJson({
      roleArn,
      region,
      stage,
      accountId,
      partition,
      service,
      function: functionName,
      configFile,
      profile,
      files,
      explanation: answers,
    });
    return EXIT.ok;
  }
  const inOrder = ORDER.flatMap((what) => answers.filter((answer) => answer.what === what));
  print(rows(inOrder.map((answer) => [answer.what, told(answer)])));
  return EXIT.ok;
}

function told({ value, from, place, variables, lookups }: ExplainedAnswer): string {
  return [
    value,
    `  ${from}${at(place)}`,
    ...variables.map((use) => `  ${use.text}${at(use.place)}: from ${use.answeredBy === 'literal' ? 'the text in it' : use.answeredBy}`),
    ...lookups.map((use) => `  ${use.asks} was asked: ${use.what.charAt(0).toLowerCase()}${use.what.slice(1)}`),
  ].join('\n');
}

/** In the form that terminals and editors make a link of. */
function at(place: Place | undefined): string {
  if (place === undefined) return '';
  const file = path.relative(process.cwd(), place.file);
  return ` (${[file, place.line, place.line === undefined ? undefined : place.column].filter((part) => part !== undefined).join(':')})`;
}

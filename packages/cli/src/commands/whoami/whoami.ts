import { openSessionIn, type StsOptions, tools } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print, printJson, withProgress } from '../../output.js';
import { rows } from '../../rows.js';
import { contextHere } from '../../shared-options.js';

/** Says who the role is, by STS's own word. */
export async function whoami(options: StsOptions, isJson: boolean): Promise<number> {
  const context = contextHere();
  const inspection = new (tools().Inspection)(options, context);
  const session = await withProgress('Assuming the role', openSessionIn(options, context));
  const { target, credentials, assumedRoleArn } = session;
  const source = await inspection.source();
  const identity = await withProgress('Asking STS who that is', inspection.identityOf(credentials, `the session of ${target.roleArn}`));
  const { accountId, arn, userId } = identity;
  const { roleArn, region, stage } = target;
  const expiration = credentials.expiration.toISOString();
  if (isJson) {
    printJson({
      roleArn,
      accountId,
      arn,
      userId,
      assumedRoleArn,
      region,
      stage,
      expiration,
      source: { kind: source.kind, text: source.text, from: source.from },
    });
    return EXIT.ok;
  }
  print(
    rows([
      ['role', roleArn],
      ['account', accountId],
      ['STS says', arn],
      ['expires', `${expiration}, ${inMinutes(credentials.expiration)}`],
      ['region', region],
      ['stage', stage],
      ['source', `${source.text} (from ${source.from})`],
    ]),
  );
  return EXIT.ok;
}

function inMinutes(end: Date): string {
  const minutes = Math.floor((end.getTime() - Date.now()) / 60_000);
  return minutes < 1 ? 'in less than a minute' : `in ${minutes} min`;
}

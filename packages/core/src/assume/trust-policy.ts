import type { ConfiguredTrust } from '../target/index.js';
import { readCaller } from './caller.js';
import { extensionLines } from './trust-paste.js';
import { type Statement, trustStatement, yamlItem } from './trust-statement.js';
import type { RefusedCall } from './types.js';

/** The statement that lets a caller assume the role, ready to paste. */
export interface TrustPolicy {
  statement: Statement;
  /** For `resources.extensions` of the configuration where Serverless generates the role, else the statement alone. */
  yaml: string;
  /** Where the YAML belongs, in a sentence. */
  goesTo: string;
}

/**
 * The statement for the trust policy of the role of a call.
 * @param callerArn who is to assume it; `undefined` where a token says who
 * @param trust what the configuration says by now
 */
export function trustPolicy(callerArn: string | undefined, trust: ConfiguredTrust | undefined, call: RefusedCall): TrustPolicy {
  const caller = readCaller(callerArn);
  const statement = trustStatement(caller, call);
  const extension = extensionLines(caller, trust, call);
  if (extension !== undefined) {
    const goesTo = `Serverless generates the role, and lets only ${extension.services.join(', ')} assume it: put this into the configuration, and deploy. It takes the place of that policy.`;
    return { statement, goesTo, yaml: extension.lines.join('\n') };
  }
  const from =
    trust?.isWritten === true ? `${trust.from}, and deploy` : `the trust policy of ${call.request.RoleArn}, where that is written`;
  return { statement, goesTo: `Add this statement to ${from}.`, yaml: yamlItem(statement, '').join('\n') };
}

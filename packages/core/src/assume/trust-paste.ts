import type { ConfiguredTrust } from '../target/index.js';
import type { Caller } from './caller.js';
import { trustStatement, yamlItem } from './trust-statement.js';
import type { RefusedCall } from './types.js';

/**
 * The statement that lets the caller in, and where it goes.
 * @param isThere the configuration has such a statement already
 */
export function trustPaste(caller: Caller | undefined, trust: ConfiguredTrust | undefined, isThere: boolean, call: RefusedCall): string[] {
  const statement = trustStatement(caller, call);
  const name = call.request.RoleArn.split('/').at(-1) ?? '';
  const json = JSON.stringify(statement, undefined, 2);
  return [...extension(caller, trust, call), heading(name, trust, isThere), json, ...remark(caller)];
}

function heading(name: string, trust: ConfiguredTrust | undefined, isThere: boolean): string {
  if (isThere) return `The trust policy of ${name}, as it is deployed, needs a statement like this:`;
  if (trust?.isWritten !== true) return `The trust policy of ${name} needs this statement:`;
  return `The trust policy of ${name} needs this statement; add it to ${trust.from}, and deploy:`;
}

/** Nobody but Lambda can assume a role that Serverless generates before this is deployed. */
function extension(caller: Caller | undefined, trust: ConfiguredTrust | undefined, call: RefusedCall): string[] {
  const found = extensionLines(caller, trust, call);
  if (found === undefined) return [];
  const { services, lines } = found;
  return [
    `Serverless generates this role, and lets only ${services.length === 1 ? 'Lambda' : services.join(', ')} assume it. Say in the configuration who else may, and deploy:`,
    '',
    ...lines,
    '',
  ];
}

/** The part of the configuration that lets the caller in too, as lines of YAML; `undefined` where the role is not generated. */
export function extensionLines(
  caller: Caller | undefined,
  trust: ConfiguredTrust | undefined,
  call: RefusedCall,
): { services: string[]; lines: string[] } | undefined {
  const logicalId = trust?.isWritten === false ? trust.logicalId : trust === undefined ? call.generatedRole : undefined;
  if (logicalId === undefined) return undefined;
  const services = trust?.statements.flatMap(({ principals }) => principals.flatMap(({ name }) => name ?? [])) ?? ['lambda.amazonaws.com'];
  const own = { Effect: 'Allow', Principal: { Service: services.length === 1 ? services[0] : services }, Action: 'sts:AssumeRole' };
  const lines = [
    'resources:',
    '  extensions:',
    `    ${logicalId}:`,
    '      Properties:',
    '        AssumeRolePolicyDocument:',
    "          Version: '2012-10-17'",
    '          Statement:',
    ...yamlItem(own, '            '),
    ...yamlItem(trustStatement(caller, call), '            '),
  ];
  return { services, lines };
}

function remark(caller: Caller | undefined): string[] {
  switch (caller?.kind) {
    case 'role':
      return [`STS does not tell the path of the caller's role: if it has one, it stands between role/ and the name.`];
    case 'sso':
      return ['The role of a permission set changes its name when it is assigned anew, so that the condition names it.'];
    default:
      return [];
  }
}

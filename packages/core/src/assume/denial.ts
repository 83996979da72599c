/** The kinds of policies that IAM tells apart in its refusals. */
export type PolicyKind =
  | 'identity'
  | 'trust'
  | 'service control'
  | 'resource control'
  | 'permissions boundary'
  | 'session'
  | 'VPC endpoint';

/** What a text of AccessDenied says. */
export interface Denial {
  /** ARN of who asked. */
  caller: string | undefined;
  /** What was refused: `sts:AssumeRole`, `sts:TagSession`. */
  action: string | undefined;
  /** The policy that refuses; `undefined` where STS does not tell. */
  policy: PolicyKind | undefined;
  /** A statement denies it; else none allows it. */
  isExplicit: boolean;
}

// IAM user guide, "Troubleshoot access denied error messages". Of several that refuse, one is named. A trust policy is a
// resource-based policy, and named either way; "sessions policy" is a spelling of the page.
const KINDS: readonly (readonly [RegExp, PolicyKind])[] = [
  [/service control polic/i, 'service control'],
  [/resource control polic/i, 'resource control'],
  [/VPC endpoint polic/i, 'VPC endpoint'],
  [/permissions? boundar/i, 'permissions boundary'],
  [/sessions? polic/i, 'session'],
  [/role trust polic|resource-based polic/i, 'trust'],
  [/identity-based polic/i, 'identity'],
];

/** Reads the text of AccessDenied: old ones tell who and what, newer ones why. */
export function readDenial(message: string): Denial {
  const explicit = /with an explicit deny in (?:an?|the) (.+)$/is.exec(message)?.[1];
  const implicit = /because (?:no|the) (.+?) allows? /is.exec(message)?.[1];
  // "in a VPC endpoint policy transitively through a service control policy": the last one has the say.
  const reason = (explicit ?? implicit)?.split(/ transitively through an? /i).at(-1);
  return {
    caller: /User: (arn:\S+)/.exec(message)?.[1],
    action: /(?:perform:?|action:?) (sts:\w+)/i.exec(message)?.[1],
    policy: reason === undefined ? undefined : KINDS.find(([words]) => words.test(reason))?.[1],
    isExplicit: explicit !== undefined,
  };
}

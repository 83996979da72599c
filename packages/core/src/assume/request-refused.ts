import type { OptionName } from '../options/index.js';
import type { Finding } from './failure.js';
import type { RefusedCall } from './types.js';

/** STS finds a parameter wrong: which option it is, what was given, and from where. */
export function requestRefused(said: string, call: RefusedCall): Finding {
  const given = /duration/i.test(said) ? durationGiven(call) : '';
  return {
    code: 'STS_REQUEST_REFUSED',
    message: `STS refuses the request for ${call.request.RoleArn}: ${said}${given}`,
    hint: hint(said),
  };
}

/** The session policy and the tags do not fit. */
export function tooLarge(said: string, call: RefusedCall): Finding {
  const percent = /(\d+)\s*%/.exec(said)?.[1];
  const { Policy, PolicyArns, Tags } = call.request;
  const parts = [
    ...(Policy === undefined ? [] : [`a session policy of ${Policy.length} characters`]),
    ...(PolicyArns === undefined ? [] : [`${PolicyArns.length} policyArns`]),
    ...(Tags === undefined ? [] : [`${Tags.length} tags`]),
  ];
  const room = percent === undefined ? '' : ` They take ${percent} % of the room that there is.`;
  return {
    code: 'STS_POLICY_TOO_LARGE',
    message: `STS finds the session policy and tags too large (${parts.join(', ') || 'none were sent'}).${room} STS says: ${said}`,
    hint: 'Use fewer statements, fewer or shorter tags, or managed policies: policyArns. Tags that the caller hands on count too.',
  };
}

function durationGiven({ request, clues }: RefusedCall): string {
  if (request.DurationSeconds === undefined) return '';
  const from = clues?.optionFrom?.('durationSeconds');
  return ` durationSeconds is ${request.DurationSeconds}${from === undefined ? '' : ` (from ${from})`}.`;
}

/** The parameters of STS by the words of its messages, and our options. */
const OPTIONS: readonly (readonly [RegExp, OptionName])[] = [
  [/roleSessionName/i, 'sessionName'],
  [/durationSeconds/i, 'durationSeconds'],
  [/externalId/i, 'externalId'],
  [/serialNumber/i, 'mfaSerial'],
  [/tokenCode/i, 'mfaCode'],
  [/sourceIdentity/i, 'sourceIdentity'],
  [/transitive/i, 'transitiveTagKeys'],
  [/policyArns|ARN .* is not valid/i, 'policyArns'],
  [/\btags?\b/i, 'tags'],
  [/session polic|at 'policy'/i, 'sessionPolicy'],
  [/roleArn|Request ARN/i, 'roleArn'],
];

function hint(said: string): string {
  if (/1 hour session limit|role chaining/i.test(said))
    return 'The source credentials are a role session themselves: durationSeconds may be 3600 at the most.';
  if (/MaxSessionDuration/i.test(said)) return "Lower durationSeconds, or raise the role's maximum session duration.";
  const named = OPTIONS.filter(([words]) => words.test(said)).map(([, option]) => option);
  return named.length === 0 ? 'Look at the options that the message names.' : `Look at the option ${named.join(' and ')}.`;
}

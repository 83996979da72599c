import type { ServiceFunction } from '../resources/service-functions.js';
import type { Written } from '../written.js';

const LOG_GROUPS = 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/';

/**
 * What Serverless adds to the shared role so that functions may write their logs (osls, merge-iam-templates.js): for all
 * functions that are named after the service by their prefix, for others by their name.
 */
export function logStatements(functions: readonly ServiceFunction[], prefix: string): Written[] {
  const isDisabled = (one: ServiceFunction): boolean => Boolean(one.setting('disableLogs'));
  const [ours, others] = [
    functions.filter(({ name }) => name.startsWith(prefix)),
    functions.filter(({ name }) => !name.startsWith(prefix)),
  ];
  const enabled = ours.filter((one) => !isDisabled(one));
  const groups = [...others.filter((one) => !isDisabled(one)).map(({ name }) => name), ...(enabled.length > 0 ? [`${prefix}*`] : [])];
  const silenced = enabled.length > 0 ? ours.filter(isDisabled).map(({ name }) => name) : [];
  return [
    ...writing(groups),
    ...(silenced.length === 0 ? [] : [{ value: statement('Deny', 'logs:PutLogEvents', silenced, ':*'), path: path('disableLogs') }]),
  ];
}

/** The same for a role of one function. */
export function ownLogStatements({ name, setting }: ServiceFunction): Written[] {
  return setting('disableLogs') ? [] : writing([name]);
}

/** What serverless-iam-roles-per-function writes in place of these. */
export function pluginLogStatements({ name }: ServiceFunction): Written[] {
  const actions = ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:PutLogEvents'];
  return [{ value: statement('Allow', actions, [name], ':*:*'), path: path('the log group') }];
}

function writing(groups: readonly string[]): Written[] {
  if (groups.length === 0) return [];
  const create = ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'];
  return [
    { value: statement('Allow', create, groups, ':*'), path: path('log groups') },
    { value: statement('Allow', 'logs:PutLogEvents', groups, ':*:*'), path: path('log events') },
  ];
}

function statement(Effect: string, Action: string | string[], groups: readonly string[], end: string): object {
  return { Effect, Action, Resource: groups.map((group) => ({ 'Fn::Sub': `${LOG_GROUPS}${group}${end}` })) };
}

function path(what: string): string {
  return `what Serverless adds for ${what}`;
}

/** Commands in which the service's own code runs. */
export const CODE_COMMANDS = ['offline', 'offline start', 'invoke local'] as const;

/** Commands by which Serverless asks the account that the service is deployed to. */
export const DEPLOY_COMMANDS = [
  'deploy',
  'deploy function',
  'deploy list',
  'deploy list functions',
  'info',
  'invoke',
  'logs',
  'metrics',
  'prune',
  'remove',
  'rollback',
  'rollback function',
] as const;

/** Where a command of another plugin may start one of these. */
export const DEPLOY_EVENTS = [
  'before:deploy:deploy',
  'before:deploy:function:initialize',
  'before:info:info',
  'before:remove:remove',
  'before:rollback:initialize',
] as const;

/** Which role a command takes: that of the code, that which deploys, or none. */
export type RoleKind = 'code' | 'deploy' | undefined;

/** What decides about it. */
interface Settings {
  /** Commands that run as the role of the code, beside the usual. */
  commands: readonly string[];
  /** Whether a role that deploys is named. */
  deploys: boolean;
}

/** Which role a command takes. */
export function roleKind(command: string, { commands, deploys }: Settings): RoleKind {
  if (includes(CODE_COMMANDS, command) || commands.includes(command)) return 'code';
  return deploys && includes(DEPLOY_COMMANDS, command) ? 'deploy' : undefined;
}

/** Whether a command is one that deploys. */
export function isDeployCommand(command: string): boolean {
  return includes(DEPLOY_COMMANDS, command);
}

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

import { isSwitchedOffSession, openSessionIn, removeRefusals, type Session, type StsOptions, tellLeftOut } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { remark, showError, withProgress } from '../../output.js';
import { contextHere } from '../../shared-options.js';
import { environmentOf, handedOn, servedEnvironment } from './child-environment.js';
import { type Ending, endBySignal, runChild } from './run-child.js';

type Command = readonly [string, ...string[]];

/** Runs a command as the role; returns the exit status, unless a signal ends this process. */
export async function exec(command: Command, options: StsOptions, isServed: boolean): Promise<number> {
  const session = await withProgress('Assuming the role', openSessionIn(options, contextHere()));
  // Where this process is the role already, who made it so has told.
  if (process.env['STS_ASSUMED_ROLE_ARN'] === undefined) tellLeftOut(session, (text) => remark(text.trimEnd()));
  const isSwitchedOff = isSwitchedOffSession(session);
  const env = isSwitchedOff ? process.env : { ...process.env, ...handedOn(options, process.cwd()) };
  const ending =
    isServed && !isSwitchedOff ? await runServed(command, session, options, env) : await runChild(command, environmentOf(session, env));
  if (ending.kind === 'exit') return ending.code;
  if (ending.kind === 'not started') {
    showError(ending.error);
    return ending.code;
  }
  endBySignal(ending.signal);
  return EXIT.failed;
}

async function runServed(command: Command, session: Session, options: StsOptions, env: NodeJS.ProcessEnv): Promise<Ending> {
  const [{ serveCredentials }, { renewing }] = await Promise.all([import('./credentials-server.js'), import('./renewing.js')]);
  const open = (): Promise<Session> => openSessionIn(options, { ...contextHere(), refusalsSince: Date.now() });
  const server = await serveCredentials(renewing(session, open, (text) => remark(`sts: ${text}`)));
  try {
    return await runChild(command, servedEnvironment(session, env, server.env));
  } finally {
    server.close();
    // Now: a signal may be our end.
    removeRefusals();
  }
}

import { toCause } from '../errors/index.js';
import { childEnv, childProcess, endTree } from '../loading/index.js';
import { isMfaCode, mfaRequired, type MfaSettings, mfaTooLate } from './mfa-code.js';

/** More than any code; what prints more than this is not one. */
const MAX_CHARACTERS = 4096;

/**
 * What a command prints as the code of a device. Of its output nothing is shown: the code is among it. It finds the
 * device in `STS_MFA_SERIAL`.
 * @throws `STS_MFA_REQUIRED`, `STS_TIMEOUT`
 */
export async function codeOfCommand(command: string, serial: string, { env, signal }: MfaSettings): Promise<string> {
  const { output, failure } = await outputOf(command, { ...childEnv(env), STS_MFA_SERIAL: serial }, signal);
  if (signal.aborted) throw mfaTooLate(serial, 'mfaCommand gave no code');
  if (failure !== undefined) throw mfaRequired(serial, `mfaCommand failed (${failure}); what it printed is not shown`);
  const code = output.trim();
  if (isMfaCode(code)) return code;
  throw mfaRequired(serial, `mfaCommand printed ${code === '' ? 'nothing' : 'something else than six digits'}; it is not shown`);
}

function outputOf(command: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<{ output: string; failure: string | undefined }> {
  return new Promise((resolve) => {
    const child = childProcess().spawn(command, {
      shell: true,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    let output = '';
    const end = (failure: string | undefined): void => {
      signal.removeEventListener('abort', stop);
      resolve({ output, failure });
    };
    const stop = (): void => {
      endTree(child.pid);
      child.stdout.destroy();
      child.unref();
      end('stopped');
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < MAX_CHARACTERS) output += text;
    });
    child.once('error', (error) => end(toCause(error).message));
    child.once('close', (status, killedBy) => end(status === 0 ? undefined : (killedBy ?? `exit ${status ?? 'unknown'}`)));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

import { mfaRequired, type MfaSettings } from './mfa-code.js';

/** Variables by which systems that run things unattended say so. */
const UNATTENDED = ['CI', 'CONTINUOUS_INTEGRATION', 'TF_BUILD', 'CODEBUILD_BUILD_ID', 'JENKINS_URL', 'TEAMCITY_VERSION'];

/**
 * A code of an MFA device: the one that was given, else what the command prints, else what is typed on the terminal.
 * @throws `STS_MFA_REQUIRED`, at once where nobody can be asked; `STS_TIMEOUT`
 */
export async function mfaCode(serial: string, settings: MfaSettings): Promise<string> {
  const { code, command, env } = settings;
  if (code !== undefined && (settings.serial ?? serial) === serial) return code;
  if (command !== undefined) {
    const { codeOfCommand } = await import('./mfa-command.js');
    return codeOfCommand(command, serial, settings);
  }
  const unattended = UNATTENDED.find((name) => env[name] && !/^(?:0|false)$/i.test(env[name]));
  if (unattended !== undefined) throw mfaRequired(serial, `nobody is asked for it here, where ${unattended} is set`);
  const { typedCode } = await import('./terminal.js');
  return typedCode(serial, settings);
}

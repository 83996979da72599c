import { openSessionIn, StsError, type StsOptions, tools } from '@sts/core/runner';
import { EXIT } from '../../exit-codes.js';
import { print } from '../../output.js';
import { contextHere } from '../../shared-options.js';

/** Which of our processes are waiting for this one, each for a role and a profile; nothing secret. */
const TRAIL = 'STS_SOURCE_TRAIL';

/**
 * Prints the credentials of the role, version 1 of the form that AWS's tools read: SDKs and tools reference guide,
 * "Process credential provider".
 */
export async function credentialProcess(options: StsOptions): Promise<number> {
  const trail = process.env[TRAIL] ?? '';
  const loop = await new (tools().Inspection)(options, contextHere()).sourceLoop(trail.split(' '));
  if (loop.throughProfile !== undefined) throw sourceLoop(loop.throughProfile);
  const env = { ...process.env, ...(loop.mark === undefined ? {} : { [TRAIL]: `${trail} ${loop.mark}`.trim() }) };
  const { credentials } = await openSessionIn(options, contextHere(env));
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  print(
    JSON.stringify({
      Version: 1,
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: expiration.toISOString(),
    }),
  );
  return EXIT.ok;
}

function sourceLoop(profile: string): StsError {
  return new StsError({
    code: 'STS_SOURCE_LOOP',
    message: `The source credentials are to come from the profile ${profile}, and that one has them from sts credential-process itself: it would ask itself for ever.`,
    hint: [
      'Name the profile that has your own credentials, in the line of ~/.aws/config:',
      '  credential_process = sts credential-process --profile <name>',
      `Whoever uses the profile ${profile} (AWS_PROFILE, or the default one) hands its name on to the command.`,
    ].join('\n'),
  });
}

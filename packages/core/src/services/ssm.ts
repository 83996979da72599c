import type { Question } from '../lookups/index.js';
import type { SsmParameter } from '../variables/index.js';
import { question, type ServicesInput } from './ask.js';
import { requireClient } from './client.js';
import { notAws } from './lookup-failed.js';

/** A parameter of SSM, or through it a secret of Secrets Manager. */
export function parameterQuestion(
  input: ServicesInput,
  name: string,
  { decrypt, region }: { decrypt: boolean; region: string | undefined },
): Question<SsmParameter | undefined> {
  const what = `The parameter ${name}`;
  return question<SsmParameter | undefined>(input, {
    service: 'SSM',
    key: ['parameter', name, decrypt],
    what,
    permission: decrypt ? 'ssm:GetParameter, and kms:Decrypt for a secure one' : 'ssm:GetParameter',
    region,
    isSecret: (parameter) => parameter?.type === 'SecureString',
    run: async (settings, abortSignal) => {
      const { GetParameterCommand, SSMClient } = requireClient('@aws-sdk/client-ssm', input.projectDir, what);
      const client = new SSMClient(settings);
      try {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: decrypt }), { abortSignal });
        if (Parameter?.Value === undefined || Parameter.Type === undefined) {
          throw notAws({ service: 'SSM', what }, settings.endpoint, settings.region);
        }
        if (Parameter.Type === 'SecureString' && decrypt) input.noteSecret(Parameter.Value);
        return { type: Parameter.Type, value: Parameter.Value };
      } catch (error) {
        if ((error as { name?: unknown }).name === 'ParameterNotFound') return undefined;
        throw error;
      }
    },
  });
}

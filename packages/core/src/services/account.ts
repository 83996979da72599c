import { StsError } from '../errors/index.js';
import { loadSdk } from '../loading/index.js';
import type { Question } from '../lookups/index.js';
import { sourceFingerprint } from '../source/index.js';
import { question, type ServicesInput } from './ask.js';

/** The account of the source credentials: asked once, and then remembered, for it never changes. */
export function accountQuestion(input: ServicesInput): Question<string> {
  const keyNow = (): readonly unknown[] => ['account', sourceFingerprint(input.plan(), input.env), input.stsEndpoint() ?? null];
  const asked = question<string>(input, {
    service: 'STS',
    key: ['account'],
    what: 'The account of the source credentials',
    permission: 'no permission at all',
    region: undefined,
    endpoint: input.stsEndpoint,
    run: async (settings, signal) => {
      const { GetCallerIdentityCommand, STSClient } = loadSdk('@aws-sdk/client-sts');
      const client = new STSClient(settings);
      const { Account } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      if (Account !== undefined && /^\d{12}$/.test(Account)) return Account;
      throw new StsError({
        code: 'STS_RESPONSE_INVALID',
        message: `${input.stsEndpoint() ?? `The STS endpoint of ${settings.region}`} was asked for the account of the source credentials, and answered without one.`,
        hint: 'Look for a proxy or a sign-in page between here and STS.',
      });
    },
  });
  return {
    ...asked,
    known: () => {
      const value = input.accounts.read(keyNow());
      return value === undefined ? undefined : { value };
    },
    ask: async (tools) => {
      const accountId = await asked.ask(tools);
      input.accounts.keep(await tools.settle(keyNow), accountId);
      return accountId;
    },
  };
}

import { loadSdk } from '../loading/index.js';
import type { Question } from '../lookups/index.js';
import { sourceFingerprint } from '../source/index.js';
import { question, type ServicesInput } from './ask.js';
import { notAws } from './lookup-failed.js';

const what = 'The account of the source credentials';

/** The account of the source credentials: asked once, and then remembered, for it never changes. */
export function accountQuestion(input: ServicesInput): Question<string> {
  const keyNow = (): readonly unknown[] => ['account', sourceFingerprint(input.plan(), input.env()), input.stsEndpoint() ?? null];
  const asked = question<string>(input, {
    service: 'STS',
    key: ['account'],
    what,
    permission: 'no permission at all',
    region: undefined,
    endpoint: () => input.stsEndpoint(),
    run: async (settings, signal) => {
      const { GetCallerIdentityCommand, STSClient } = loadSdk('@aws-sdk/client-sts');
      const client = new STSClient(settings);
      const { Account } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      if (Account !== undefined && /^\d{12}$/.test(Account)) return Account;
      throw notAws({ service: 'STS', what }, settings.endpoint, settings.region);
    },
  });
  return {
    ...asked,
    known: () => {
      const handed = asked.known?.();
      const value = handed === undefined ? input.accounts.read(keyNow()) : handed.value;
      return value === undefined ? undefined : { value };
    },
    ask: async (tools) => {
      const accountId = await asked.ask(tools);
      input.accounts.keep(await tools.settle(keyNow), accountId);
      return accountId;
    },
  };
}

import type { Question } from '../../lookups/index.js';
import type { Services } from '../../variables/index.js';
import type { TargetInput } from '../questions.js';

/** For what belongs to the role: the account is its own, which need not be that of who asks. */
export function withAccount(input: TargetInput, accountId: string): TargetInput {
  const question: Question<string> = {
    key: `the account ${accountId}`,
    what: 'The account of the role',
    known: () => ({ value: accountId }),
    ask: () => Promise.resolve(accountId),
  };
  const services = Object.assign(Object.create(input.services) as Services, { accountId: () => question });
  return { ...input, services };
}

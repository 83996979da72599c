import { formatError, type Session } from '@sts/core/runner';

/**
 * A session that is renewed when it ends soon: whoever asks at the same time waits for one answer. When it cannot be
 * renewed, the one that is still valid goes on until its end, and the reason is told, once.
 * @param open gives the usable session that there is, or a new one
 */
export function renewing(first: Session, open: () => Promise<Session>, tell: (text: string) => void): () => Promise<Session> {
  let current = first;
  let pending: Promise<Session> | undefined;
  let told: string | undefined;
  const renew = async (): Promise<Session> => {
    try {
      const next = await open();
      if (next.target.roleArn !== first.target.roleArn) {
        throw new Error(`The configuration names ${next.target.roleArn} by now; the command was started as ${first.target.roleArn}.`);
      }
      current = next;
      told = undefined;
    } catch (error) {
      const text = formatError(error);
      if (text !== told) tell(`The role's credentials could not be renewed. ${text}`);
      told = text;
      if (current.credentials.expiration.getTime() <= Date.now()) throw error;
    }
    return current;
  };
  return () => {
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

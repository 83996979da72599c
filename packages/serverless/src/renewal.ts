import type { Session } from '@sts/core/runner';

/** As long before their end credentials are renewed; of short ones, half of their life. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** A sleeping machine stops timers: the clock is looked at this often. */
const LOOK_EVERY_MS = 30_000;

/** What is renewed, and how. */
export interface Renewable {
  /** Asks for a new session. */
  open: () => Promise<Session>;
  /** Puts it in the place of the one before. */
  replace: (session: Session) => Promise<void>;
  failed: (error: unknown) => void;
}

/** Renews a session as long as the process lives, which it does not keep alive. */
export function keepRenewed(first: Session, { open, replace, failed }: Renewable): void {
  let session = first;
  let dueAt = dueAtOf(session);
  const lookLater = (): void => {
    const wait = Math.min(Math.max(dueAt - Date.now(), 0), LOOK_EVERY_MS);
    setTimeout(() => void look(), wait).unref();
  };
  const look = async (): Promise<void> => {
    if (Date.now() >= dueAt) await renew();
    lookLater();
  };
  const renew = async (): Promise<void> => {
    try {
      const next = await open();
      const isNew = next.credentials.accessKeyId !== session.credentials.accessKeyId;
      dueAt = isNew ? dueAtOf(next) : Date.now() + LOOK_EVERY_MS;
      if (!isNew) return;
      session = next;
      await replace(next);
    } catch (error) {
      dueAt = Date.now() + LOOK_EVERY_MS;
      failed(error);
    }
  };
  lookLater();
}

function dueAtOf({ credentials }: Session): number {
  const end = credentials.expiration.getTime();
  return end - Math.min(RENEW_BEFORE_MS, (end - Date.now()) / 2);
}

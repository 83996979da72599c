import type { Failure, Finding } from './failure.js';

/** Above what the network takes, and below the five minutes that AWS lets go. */
const WORTH_TELLING_MS = 60_000;

/** The clock of this machine and that of STS differ: both, and which is ahead. */
export function clockSkew(failure: Failure, now: Date = new Date()): Finding {
  const theirs = serverTime(failure);
  const difference = theirs === undefined ? 0 : now.getTime() - theirs.getTime();
  const told = theirs === undefined ? 'and that of STS' : `and of STS (${theirs.toISOString()})`;
  const which =
    Math.abs(difference) < WORTH_TELLING_MS ? '' : ` This machine is ${duration(difference)} ${difference < 0 ? 'behind' : 'ahead'}.`;
  return {
    code: 'STS_CLOCK_SKEW',
    message: `The clocks of this machine (${now.toISOString()}) ${told} differ too much.${which} STS says: ${failure.message}`,
    hint: 'Set the clock of this machine (in a virtual machine or container, that of its host).',
  };
}

/** The time of STS: in its own words, `(20261121T014500Z - 5 min.)`, or else by the header of its answer. */
function serverTime({ message, answeredAt }: Failure): Date | undefined {
  const [, day, time] = /\((\d{8})T(\d{6})Z [-+]/.exec(message) ?? [];
  if (day === undefined || time === undefined) return answeredAt;
  const date = new Date(`${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  return Number.isNaN(date.getTime()) ? answeredAt : date;
}

/** `1 h 5 min`, `12 min`. */
function duration(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])].join(' ');
}

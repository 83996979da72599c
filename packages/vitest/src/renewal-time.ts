/** Credentials this close to their end are renewed at the next boundary. */
const BEFORE_END_MS = 5 * 60 * 1000;

/**
 * From when on a test file that begins is to get other credentials: five minutes before the end of those that it would
 * have. Of such as were given for less than that, half of their time. All in milliseconds since the epoch.
 */
export function renewalTime(endsAt: number, now: number): number {
  const left = endsAt - now;
  return left > BEFORE_END_MS ? endsAt - BEFORE_END_MS : endsAt - left / 2;
}

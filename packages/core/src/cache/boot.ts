import { readFileSync } from 'node:fs';
import { os } from '../loading/index.js';

const HOUR_MS = 60 * 60 * 1000;

/** Linux: names the running of the system since it was started. Throws elsewhere. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** Names the running of the system since it was started. */
export function thisBoot(): string {
  try {
    return bootId();
  } catch {
    // Not Linux: the hour of the start. Clocks are set now and then, so nothing finer stays the same.
    return `hour-${Math.floor((Date.now() - os().uptime() * 1000) / HOUR_MS)}`;
  }
}

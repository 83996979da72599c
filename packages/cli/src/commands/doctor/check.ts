import { isStsError } from '@sts/core/runner';
import { errorData } from '../../output.js';

/** What was found of one step on the way to the role. */
export interface Finding {
  name: string;
  status: 'ok' | 'problem' | 'skipped';
  text: string;
  /** Of a problem: what to do. */
  fix?: string;
}

/** Looks at one step; what it throws is the problem. */
export async function check(name: string, look: () => Promise<Told> | Told): Promise<Finding> {
  try {
    const told = await look();
    return typeof told === 'string' ? { name, status: 'ok', text: told } : { name, ...told };
  } catch (error) {
    const { code, message, hint } = errorData(error);
    if (!isStsError(error)) return { name, status: 'problem', text: `STS_INTERNAL: ${message}` };
    return { name, status: 'problem', text: `${code}: ${message}`, ...(hint === undefined ? {} : { fix: hint }) };
  }
}

/** A text where all is well. */
type Told = string | Omit<Finding, 'name'>;

/** What could not be looked at, because something before it is wrong. */
export function skipped(name: string, because: string): Finding {
  return { name, status: 'skipped', text: because };
}

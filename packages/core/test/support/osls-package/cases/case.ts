import type { Case } from '../bench.js';

/** No role: osls refuses, with these words in its message; or only a deployment would tell. */
export type Nothing = { refused: string } | { none: string };

/** A configuration by hand, and what its functions are deployed with. */
export interface TemplateCase extends Case {
  name: string;
  /** By function. `f` has no role of its own, so that the provider's role is asked for too. */
  roles: Readonly<Record<string, string | Nothing>>;
  region?: string;
  stage?: string;
}

/** Words that osls refuses with. */
export function refused(words: string): Nothing {
  return { refused: words };
}

/** Words for why the template has no role. */
export function none(words: string): Nothing {
  return { none: words };
}

import { inspect } from 'node:util';

/**
 * A secret text in a Vitest configuration. It goes to workers as a text does (structured cloning and environments know
 * `String` objects), and is left out of all that is written as JSON: Vitest's HTML report has the configuration in
 * it, and so has what its user interface and its browser mode send to a browser.
 */
class HiddenText extends String {
  toJSON(): undefined {
    return undefined;
  }

  [inspect.custom](): string {
    return '[hidden]';
  }
}

/** Hides a text. Vitest types the values of an environment as primitive strings. */
export function hidden(text: string): string {
  return new HiddenText(text) as unknown as string;
}

import type { RequestContext } from './request-context.js';

/** A pattern cut into literal text, `*` (`many`) and `?` (`one`). */
type Token = string | { readonly wildcard: 'many' | 'one' };

/** `*` and `?` as in `Action` and `Resource`; the case counts. */
export function matchPattern(pattern: string, value: string): boolean {
  return toRegExp(wildcards(pattern)).test(value);
}

/**
 * As `matchPattern`, and with policy variables: `${aws:username}`, and `${*}`, `${?}`, `${$}` for the characters
 * themselves. What a variable stands for is literal text. A variable without a value matches nothing.
 */
export function matchLike(pattern: string, value: string, context: RequestContext): boolean {
  const tokens = variables(pattern, context, wildcards);
  return tokens !== undefined && toRegExp(tokens).test(value);
}

/** The text with its policy variables replaced; `undefined` when one has no value. */
export function expandVariables(text: string, context: RequestContext): string | undefined {
  return variables(text, context, (literal) => [literal])?.join('');
}

function variables(text: string, context: RequestContext, cut: (literal: string) => Token[]): Token[] | undefined {
  const tokens: Token[] = [];
  for (const [index, part] of text.split(/\$\{([^}]*)\}/).entries()) {
    if (index % 2 === 0) {
      tokens.push(...cut(part));
      continue;
    }
    const value = /^[*?$]$/.test(part) ? part : context.get(part)?.[0];
    if (value === undefined) return undefined;
    tokens.push(value);
  }
  return tokens;
}

function wildcards(text: string): Token[] {
  return text.split(/([*?])/).map((part) => (part === '*' ? { wildcard: 'many' } : part === '?' ? { wildcard: 'one' } : part));
}

function toRegExp(tokens: readonly Token[]): RegExp {
  const source = tokens
    .map((token) => (typeof token === 'string' ? RegExp.escape(token) : token.wildcard === 'many' ? '.*' : '.'))
    .join('');
  return new RegExp(`^${source}$`, 's');
}

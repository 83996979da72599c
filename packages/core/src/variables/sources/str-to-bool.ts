import { StsError } from '../../errors/index.js';
import type { VariableSource } from '../source-context.js';

/** `${strToBool(text)}`: `true`, `1`, `false` or `0`. */
export function strToBoolSource(): VariableSource {
  return ({ params, text, at }) => {
    const input = params?.[0];
    const word = input === undefined || input === null ? undefined : String(input).trim().toLowerCase();
    if (word === 'true' || word === '1') return { raw: true, id: `strToBool(${word})` };
    if (word === 'false' || word === '0') return { raw: false, id: `strToBool(${word})` };
    throw new StsError({
      code: 'STS_VARIABLE_INVALID',
      message: `${text} in ${at} wants "true", "false", "1" or "0" and got ${JSON.stringify(input) ?? 'nothing'}.`,
      hint: "Quote the text: ${strToBool('false')}.",
    });
  };
}

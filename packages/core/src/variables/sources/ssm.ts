import type { Services, SsmParameter } from '../services.js';
import type { VariableSource } from '../source-context.js';
import { requireAddress } from './require-address.js';

/**
 * `${ssm(region, raw, noDecrypt):/path}`. A list becomes a list, a secure text that is JSON what it holds, unless `raw` is
 * asked for; `/aws/reference/secretsmanager/…` reads a secret.
 */
export function ssmSource(services: Services): VariableSource {
  return (request, { need }) => {
    const name = requireAddress(request);
    const words = (request.params ?? []).map(String);
    const region = words.find((word) => word !== 'raw' && word !== 'noDecrypt') || undefined;
    const parameter = need(services.parameter(name, { decrypt: !words.includes('noDecrypt'), region }));
    if (parameter === undefined) return undefined;
    const raw = words.includes('raw') ? parameter.value : valueOf(parameter);
    return { raw, id: `ssm(${words.join(', ')}):${name}` };
  };
}

function valueOf({ type, value }: SsmParameter): unknown {
  if (type === 'StringList') return value.split(',');
  if (type !== 'SecureString' || !value.startsWith('{')) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // Only looks like JSON: a text, as Serverless has it.
    return value;
  }
}

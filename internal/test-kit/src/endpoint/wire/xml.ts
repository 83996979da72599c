import type { WireError } from './sts-errors.js';

/** Elements in order; one without a value is left out. */
export type XmlElements = { readonly [name: string]: string | number | XmlElements | undefined };

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The answer of an action in the query protocol: `<AssumeRoleResponse><AssumeRoleResult>…`. */
export function resultXml(action: string, result: XmlElements, requestId: string): string {
  return document(`${action}Response`, { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } });
}

export function errorXml(error: WireError, requestId: string): string {
  const Type = error.status >= 500 ? 'Receiver' : 'Sender';
  return document('ErrorResponse', {
    Error: { Type, Code: error.code, Message: error.message },
    RequestId: requestId,
  });
}

function document(root: string, elements: XmlElements): string {
  return `<${root} xmlns="${NAMESPACE}">\n${render(elements, '  ')}</${root}>\n`;
}

function render(elements: XmlElements, indent: string): string {
  return Object.entries(elements)
    .map(([name, value]) => {
      if (value === undefined) return '';
      if (typeof value !== 'object') return `${indent}<${name}>${escape(String(value))}</${name}>\n`;
      return `${indent}<${name}>\n${render(value, `${indent}  `)}${indent}</${name}>\n`;
    })
    .join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

import { parse, type ParserPlugin } from '@babel/parser';
import type { Expression, File, Node, ObjectExpression, ObjectProperty } from '@babel/types';
import { Unsure } from './unsure.js';

/**
 * The object that a configuration in JavaScript or TypeScript exports: written in place, behind a constant of its own, or
 * in `defineConfig({ … })`.
 * @throws {Unsure} for anything else
 */
export function configObject(text: string, file: string): ObjectExpression {
  const { program } = parsed(text, file);
  const exported = program.body.flatMap((statement): Node[] => {
    if (statement.type === 'ExportDefaultDeclaration') return [statement.declaration];
    if (statement.type === 'TSExportAssignment') return [statement.expression];
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') return [];
    const { left, right } = statement.expression;
    return text.slice(left.start ?? 0, left.end ?? 0).replaceAll(/\s/g, '') === 'module.exports' ? [right] : [];
  });
  const [only, ...others] = exported;
  if (only === undefined || others.length > 0) throw new Unsure('it does not export one plain object');
  return objectIn(only, program.body, text);
}

function parsed(text: string, file: string): File {
  const plugins: ParserPlugin[] = /\.[cm]?ts$/.test(file) ? ['typescript'] : [];
  try {
    return parse(text, { sourceType: 'unambiguous', plugins });
  } catch {
    throw new Unsure('it is not well-formed');
  }
}

function objectIn(node: Node, body: readonly Node[], text: string): ObjectExpression {
  switch (node.type) {
    case 'ObjectExpression':
      return node;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return objectIn(node.expression, body, text);
    case 'CallExpression': {
      const [argument, ...more] = node.arguments;
      const isDefine = node.callee.type === 'Identifier' && /^define(?:Config|Project)$/.test(node.callee.name);
      if (isDefine && argument !== undefined && more.length === 0) return objectIn(argument, body, text);
      break;
    }
    case 'Identifier': {
      const init = constant(node.name, body);
      // Used elsewhere too, it may be changed there.
      const uses = text.match(new RegExp(String.raw`(?<![\w$.])${node.name.replaceAll('$', String.raw`\$`)}(?![\w$])`, 'g')) ?? [];
      if (init !== undefined && uses.length === 2) return objectIn(init, body, text);
      break;
    }
  }
  throw new Unsure('what it exports is not a plain object');
}

function constant(name: string, body: readonly Node[]): Expression | undefined {
  const declarations = body.flatMap((statement) =>
    statement.type === 'VariableDeclaration' && statement.kind === 'const' ? statement.declarations : [],
  );
  return declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)?.init ?? undefined;
}

/**
 * A property of an object; `undefined` where it has none.
 * @throws {Unsure} where it may come from elsewhere
 */
export function propertyOf(object: ObjectExpression, name: string): ObjectProperty | undefined {
  for (const property of object.properties) {
    if (property.type === 'SpreadElement') throw new Unsure(`${name} may come from what is spread into it`);
    if (property.computed) throw new Unsure('it has computed keys');
    const { key } = property;
    const own = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined;
    if (own !== name) continue;
    if (property.type === 'ObjectProperty' && !property.shorthand) return property;
    throw new Unsure(`${name} is not a plain value`);
  }
  return undefined;
}

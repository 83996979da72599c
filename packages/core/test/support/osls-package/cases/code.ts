import { arn, service } from '../service.js';
import { none, refused, type TemplateCase } from './case.js';
import { ES_MODULE } from './known.js';

const json = (name: string): string => JSON.stringify(service({ provider: { role: arn(name) } }));
const X = json('x');

function file(
  name: string,
  content: string,
  role: TemplateCase['roles'][string] = arn('x'),
  more: Record<string, string> = {},
): TemplateCase {
  return { name: `${name}: ${content.replaceAll(X, 'X')}`, files: { [name]: content, ...more }, roles: { f: role } };
}

export const CODE: readonly TemplateCase[] = [
  file('serverless.js', `module.exports = Promise.resolve(${X})`),
  file('serverless.js', `module.exports = (async () => (${X}))()`),
  file('serverless.js', `module.exports = { then(done) { done(${X}) } }`),
  file('serverless.js', `module.exports = Promise.reject(new Error('no'))`, refused('Initialization error')),
  file('serverless.js', `module.exports = () => (${X})`, refused('Plain object expected')),
  file('serverless.js', `module.exports = async () => (${X})`, refused('Plain object expected')),
  file('serverless.js', `throw new Error('no')`, refused('Initialization error')),
  file('serverless.js', `module.exports = [${X}]`, refused('Plain object expected')),
  file('serverless.js', `module.exports = null`, refused('Plain object expected')),
  file('serverless.js', `exports.default = ${X}`, refused('"provider.name" property is missing')),
  file('serverless.js', `exports.service = 'demo'; Object.assign(exports, ${X})`),
  file('serverless.js', `const x = ${X}; x.custom = { self: x }; module.exports = x`, refused('Plain JSON structure expected')),
  file('serverless.js', `const x = ${X}; x.provider.role = undefined; module.exports = x`, arn('demo-dev-us-east-1-lambdaRole')),
  file('serverless.js', `const x = ${X}; x.provider.role = { toJSON: () => '${arn('json')}' }; module.exports = x`, arn('json')),
  file(
    'serverless.js',
    `const x = ${X}; x.custom = { at: new Date(0) }; x.provider.role = '${arn('${self:custom.at}')}'; module.exports = x`,
    none('not the ARN'),
  ),
  file('serverless.js', `module.exports = require('./made')('made')`, arn('made'), {
    'made.js': `module.exports = (name) => { const x = ${X}; x.provider.role = '${arn('')}' + name; return x }`,
  }),
  file('serverless.js', `const x = ${X}; x.provider.role = '${arn('${env:MISSING, "late"}')}'; module.exports = x`, arn('late')),
  {
    ...file('serverless.js', `export default ${X}`, refused('"provider.name" property is missing'), {
      'package.json': '{"type":"module"}',
    }),
    name: ES_MODULE,
  },
  file('serverless.mjs', `export default ${X}`),
  file('serverless.mjs', `export default Promise.resolve(${X})`),
  file('serverless.mjs', `export default await Promise.resolve(${X})`),
  file('serverless.mjs', `export default () => (${X})`, refused('Plain object expected')),
  file('serverless.mjs', `export const x = ${X}`, refused('Plain object expected')),
  file('serverless.mjs', `import made from './made.mjs'; export default made`, arn('x'), { 'made.mjs': `export default ${X}` }),
  file('serverless.cjs', `module.exports = Promise.resolve(${X})`),
  file('serverless.cjs', `module.exports = () => (${X})`, refused('Plain object expected')),
  file('serverless.cjs', `module.exports = ${X}`, arn('x'), { 'package.json': '{"type":"module"}' }),
  file('serverless.ts', `export default ${X} as object`),
  file('serverless.ts', `const x: Record<string, unknown> = ${X};\nexport = x;`),
  file('serverless.ts', `module.exports = ${X}`),
  file('serverless.ts', `export default Promise.resolve(${X})`),
  file('serverless.ts', `export default () => (${X})`, refused('Plain object expected')),
  file(
    'serverless.ts',
    `enum Name { A = 'of-enum' }\nconst x = ${X};\nx.provider.role = '${arn('')}' + Name.A;\nexport default x;`,
    arn('of-enum'),
  ),
  file(
    'serverless.ts',
    `namespace Names { export const A = 'of-namespace' }\nconst x = ${X};\nx.provider.role = '${arn('')}' + Names.A;\nexport default x;`,
    arn('of-namespace'),
  ),
  file('serverless.ts', `import { made } from './made';\nexport default made;`, arn('x'), {
    'made.ts': `export const made: object = ${X};`,
  }),
  file('serverless.ts', `import made from './folder';\nexport default made;`, arn('x'), {
    'folder/index.ts': `const made: object = ${X};\nexport default made;`,
  }),
  file('serverless.ts', `import made from './made.json';\nexport default made;`, arn('x'), { 'made.json': X }),
  file('serverless.ts', `import { made } from './made.js';\nexport default made;`, arn('x'), {
    'made.ts': `export const made: object = ${X};`,
  }),
  file('serverless.ts', `import type { A } from './nothing';\nconst x: A = ${X};\nexport default x;`),
  file('serverless.ts', `const x = <T,>(y: T): T => y;\nexport default x(${X}) satisfies object;`),
  file('serverless.ts', `export default {`, refused('Initialization error')),
  file('serverless.ts', `export default ${X}`, arn('x'), { 'package.json': '{"type":"module"}' }),
];

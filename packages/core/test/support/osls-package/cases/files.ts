import { arn, service, yaml } from '../service.js';
import { refused, type TemplateCase } from './case.js';

const roleOf = (name: string): Record<string, unknown> => service({ provider: { role: arn(name) } });
const json = (name: string): string => JSON.stringify(roleOf(name));

/** In the order in which they are looked for. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['serverless.yml', json('serverless.yml')],
  ['serverless.yaml', json('serverless.yaml')],
  ['serverless.json', json('serverless.json')],
  ['serverless.js', `module.exports = ${json('serverless.js')}`],
  ['serverless.mjs', `export default ${json('serverless.mjs')}`],
  ['serverless.cjs', `module.exports = ${json('serverless.cjs')}`],
  ['serverless.ts', `export default ${json('serverless.ts')}`],
]);

const order: TemplateCase[] = [...NAMES.keys()].map((name, at) => ({
  name: `${name} comes before all that are named later`,
  files: Object.fromEntries([...NAMES].slice(at)),
  roles: { f: arn(name) },
}));

const named: TemplateCase[] = [
  {
    name: '--config names another file of the folder',
    files: { 'serverless.yml': json('no'), 'other.yml': json('other') },
    options: { config: 'other.yml' },
    roles: { f: arn('other') },
  },
  {
    name: '--config with ./',
    files: { 'serverless.yml': json('no'), 'other.json': json('other') },
    options: { config: './other.json' },
    roles: { f: arn('other') },
  },
  {
    name: '--config names a file that is not there',
    files: { 'serverless.yml': json('no') },
    options: { config: 'other.yml' },
    roles: { f: refused('Cannot find "other.yml"') },
  },
  {
    name: '--config names a code file',
    files: { 'serverless.yml': json('no'), 'other.cjs': `module.exports = ${json('other')}` },
    options: { config: 'other.cjs' },
    roles: { f: arn('other') },
  },
  { name: 'no file at all', files: { 'x.txt': 'x' }, roles: { f: refused('in a service directory') } },
];

const text: TemplateCase[] = [
  { name: 'JSON with a byte order mark', files: { 'serverless.json': `\uFEFF${json('x')}` }, roles: { f: refused('JSON parse error') } },
  { name: 'YAML with a byte order mark', files: { 'serverless.yml': `\uFEFF${json('x')}` }, roles: { f: arn('x') } },
  { name: 'JSON that is none', files: { 'serverless.json': '{' }, roles: { f: refused('JSON parse error') } },
  { name: 'an empty file', files: { 'serverless.yml': '' }, roles: { f: refused('Plain object expected') } },
  { name: 'a list', files: { 'serverless.yml': '- a\n' }, roles: { f: refused('Plain object expected') } },
  { name: 'two documents', files: { 'serverless.yml': `${yaml('')}---\na: 1\n` }, roles: { f: refused('expected a single document') } },
  { name: 'a key twice', files: { 'serverless.yml': yaml('custom: 1\ncustom: 2\n') }, roles: { f: refused('duplicated mapping key') } },
  { name: 'a tag that nobody knows', files: { 'serverless.yml': yaml('custom: !Nothing x\n') }, roles: { f: refused('unknown tag') } },
  {
    name: 'tags of CloudFormation anywhere',
    files: {
      'serverless.yml': yaml(
        `provider:\n  name: aws\n  role: ${arn('x')}\ncustom:\n  tags:\n  - !Sub '\${A}'\n  - !GetAtt A.B\n  - !Ref A\n  - !Join ['', [a]]\n  - !ImportValue x\n  - !If [a, b, c]\n  - !Equals [a, b]\n  - !Not [a]\n  - !And [a]\n  - !Or [a]\n  - !Condition c\n  - !FindInMap [a, b, c]\n  - !Select [0, [a]]\n  - !Split [a, b]\n  - !Base64 x\n  - !GetAZs x\n  - !Cidr [a, 1, 2]\n  - !Transform {Name: x}\n`,
      ),
    },
    roles: { f: arn('x') },
  },
];

/** Ways to write something in YAML that a name is then made of. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['0123', '123'],
  ['0o17', '15'],
  ['0b11', '3'],
  ['0x1F', '31'],
  ['1_000', '1_000'],
  ['1e3', '1000'],
  ['1.50', '1.5'],
  ['-7', '-7'],
  ['+7', '7'],
  ['.5', '0.5'],
  ['"0123"', '0123'],
  ['yes', 'yes'],
  ['on', 'on'],
  ['True', 'true'],
  ['FALSE', 'false'],
  ['2012-10-17', '2012-10-17'],
  ["'x'", 'x'],
  ['a # b', 'a'],
  ['>-\n    a', 'a'],
  ['!!str 012', '012'],
  ['!!int "12"', '12'],
];

const spellings: TemplateCase[] = SPELLINGS.map(([written, name]) => ({
  name: `${JSON.stringify(written)} in YAML is ${name}`,
  files: { 'serverless.yml': yaml(`custom:\n  x: ${written}\nprovider:\n  name: aws\n  role: ${arn('x-${self:custom.x}')}\n`) },
  roles: { f: arn(`x-${name}`) },
}));

const yamlOnly: TemplateCase[] = [
  {
    name: '1:30 in YAML is text',
    files: { 'serverless.yml': yaml(`custom:\n  x: 1:30\nprovider:\n  name: aws\n  role: ${arn('${self:custom.x}/x')}\n`) },
    roles: { f: arn('1:30/x') },
  },
  {
    name: 'an account with a leading zero loses it',
    files: {
      'serverless.yml': yaml(
        'custom:\n  account: 012345678901\nprovider:\n  name: aws\n  role: arn:aws:iam::${self:custom.account}:role/x\n',
      ),
    },
    roles: { f: { none: 'arn:aws:iam::12345678901:role/x is not the ARN of a role' } },
  },
  {
    name: 'a quoted account with a leading zero keeps it',
    files: {
      'serverless.yml': yaml(
        "custom:\n  account: '012345678901'\nprovider:\n  name: aws\n  role: arn:aws:iam::${self:custom.account}:role/x\n",
      ),
    },
    roles: { f: 'arn:aws:iam::012345678901:role/x' },
  },
  {
    name: 'merge keys, and the quoted one that is none',
    files: {
      'serverless.yml': yaml(
        `custom:\n  base: &base {name: merged}\n  one: {<<: *base}\n  two: {"<<": *base}\nprovider:\n  name: aws\n  role: ${arn("${self:custom.one.name}-${self:custom.two.name, 'not-merged'}")}\n`,
      ),
    },
    roles: { f: arn('merged-not-merged') },
  },
  {
    name: 'merge keys: several, and own keys win',
    files: {
      'serverless.yml': yaml(
        `custom:\n  a: &a {x: ax, y: ay}\n  b: &b {x: bx, z: bz}\n  all:\n    <<: [*a, *b]\n    y: own\nprovider:\n  name: aws\n  role: ${arn('${self:custom.all.x}-${self:custom.all.y}-${self:custom.all.z}')}\n`,
      ),
    },
    roles: { f: arn('ax-own-bz') },
  },
];

export const FILES: readonly TemplateCase[] = [...order, ...named, ...text, ...spellings, ...yamlOnly];

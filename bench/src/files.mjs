import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { largeConfiguration } from './large.mjs';

const REGION = 'eu-central-1';

/**
 * Writes the configurations that are read, each into a folder of its own.
 * @returns name, folder, numbers of lines and variables, and what every contender has to find
 */
export function writeFiles(parent) {
  const usual = folderIn(parent, 'usual');
  copyFileSync(path.join(import.meta.dirname, '../files/usual.yml'), configurationIn(usual));
  const large = folderIn(parent, 'large');
  writeFileSync(configurationIn(large), largeConfiguration());
  return [
    { name: 'usual', dir: usual, expected: { role: 'arn:aws:iam::111122223333:role/orders-dev', region: REGION, stage: 'dev' } },
    { name: 'large', dir: large, expected: { role: 'arn:aws:iam::111122223333:role/shop-dev', region: REGION, stage: 'dev' } },
  ].map((file) => ({ ...file, ...sizeOf(readFileSync(configurationIn(file.dir), 'utf8')) }));
}

function folderIn(parent, name) {
  const dir = path.join(parent, name);
  mkdirSync(dir);
  return dir;
}

function configurationIn(dir) {
  return path.join(dir, 'serverless.yml');
}

/** `${AWS::Region}` and the like are CloudFormation's. */
function sizeOf(text) {
  return { lines: text.trimEnd().split('\n').length, variables: text.match(/\$\{(?!AWS::)[a-zA-Z]+[:(]/g)?.length ?? 0 };
}

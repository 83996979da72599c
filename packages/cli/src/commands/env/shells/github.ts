import { randomBytes } from 'node:crypto';
import type { Shell } from './shell.js';

/**
 * The file that GITHUB_ENV names (GitHub docs, "Workflow commands", multiline strings): a delimiter that nobody can know
 * before. Nothing can be removed there, but what is empty counts as not set.
 */
export const github: Shell = {
  set: (name, value) => {
    const delimiter = `sts_${randomBytes(16).toString('hex')}`;
    return `${name}<<${delimiter}\n${value}\n${delimiter}`;
  },
  remove: (name) => `${name}=`,
};

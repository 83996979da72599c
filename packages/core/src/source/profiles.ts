import { readFileSync } from 'node:fs';
import path from 'node:path';
import { os, sawFile } from '../loading/index.js';
import type { Env } from './types.js';

/** The shared configuration of the AWS tools: the text of its two files, empty where there is none. */
export interface SharedFiles {
  config: string;
  credentials: string;
}

/** Reads `~/.aws/config` and `~/.aws/credentials`, or where `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` say. */
export function readSharedFiles(env: Env): SharedFiles {
  const home = env['HOME'] || env['USERPROFILE'] || os().homedir();
  return {
    config: textOf(env['AWS_CONFIG_FILE'] || path.join(home, '.aws', 'config')),
    credentials: textOf(env['AWS_SHARED_CREDENTIALS_FILE'] || path.join(home, '.aws', 'credentials')),
  };
}

/** The names of the profiles in both files. */
export function profileNames(files: SharedFiles): string[] {
  const inConfig = sections(files.config).flatMap((section) => {
    if (section === 'default') return ['default'];
    const name = /^profile\s+["']?(.+?)["']?$/.exec(section)?.[1];
    return name === undefined ? [] : [name];
  });
  return [...new Set([...inConfig, ...sections(files.credentials)])];
}

function sections(text: string): string[] {
  return [...text.matchAll(/^\s*\[([^\]\n]+)\]/gm)].map((match) => (match[1] ?? '').trim());
}

function textOf(file: string): string {
  sawFile(file);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Absent or not readable: the SDK takes both for "no profiles".
    return '';
  }
}

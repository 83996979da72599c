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
  const { config, credentials } = sharedFilePaths(env);
  return { config: textOf(config), credentials: textOf(credentials) };
}

/** Where these files are; a variable may begin with `~/`, for the home folder. */
export function sharedFilePaths(env: Env): { config: string; credentials: string } {
  const home = env['HOME'] || env['USERPROFILE'] || os().homedir();
  const at = (named: string | undefined, name: string): string => {
    if (!named) return path.join(home, '.aws', name);
    return named.startsWith('~/') ? path.join(home, named.slice(2)) : named;
  };
  return { config: at(env['AWS_CONFIG_FILE'], 'config'), credentials: at(env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials') };
}

type Settings = ReadonlyMap<string, string>;

/** The profiles of both files by name, read as the SDK reads them; what stands in the credentials file comes first. */
export function readProfiles(files: SharedFiles): ReadonlyMap<string, Settings> {
  const profiles = new Map<string, Map<string, string>>();
  for (const { name, settings } of [...sections(files.config, inConfig), ...sections(files.credentials, inCredentials)]) {
    profiles.set(name, new Map([...(profiles.get(name) ?? []), ...settings]));
  }
  return profiles;
}

/** The names of the profiles in both files. */
export function profileNames(files: SharedFiles): string[] {
  return [...readProfiles(files).keys()];
}

/**
 * The first profile that is reached by `source_profile` and is one of SSO: the one to sign in with. Sections of other
 * kinds, and circles, lead nowhere.
 */
export function ssoProfile(files: SharedFiles, name: string): string | undefined {
  const profiles = readProfiles(files);
  const seen = new Set<string>();
  for (let next: string | undefined = name; next !== undefined && !seen.has(next); next = profiles.get(next)?.get('source_profile')) {
    seen.add(next);
    const settings = profiles.get(next);
    if (settings?.has('sso_session') === true || settings?.has('sso_start_url') === true) return next;
  }
  return undefined;
}

/** The SDK's own rule for what stands between the brackets: a kind and a name, which may be quoted; a bare name. */
const KIND_AND_NAME = /^([\w-]+)\s(["'])?([\w\-@+.%:/]+)\2$/;

function inConfig(title: string): string | undefined {
  if (title === 'default') return title;
  const [, kind, , name] = KIND_AND_NAME.exec(title) ?? [];
  return kind === 'profile' ? name : undefined;
}

function inCredentials(title: string): string | undefined {
  return KIND_AND_NAME.test(title) ? undefined : title;
}

interface Section {
  name: string;
  settings: Map<string, string>;
}

function sections(text: string, nameOf: (title: string) => string | undefined): Section[] {
  const found: Section[] = [];
  let current: Section | undefined;
  let inner = false;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = (line.split(/(?:^|\s)[;#]/)[0] ?? '').trim();
    if (trimmed.startsWith('[') && trimmed.endsWith(']')) {
      const name = nameOf(trimmed.slice(1, -1));
      current = name === undefined ? undefined : { name, settings: new Map() };
      if (current !== undefined) found.push(current);
      inner = false;
      continue;
    }
    const equals = trimmed.indexOf('=');
    if (equals <= 0) continue;
    const value = trimmed.slice(equals + 1).trim();
    // Indented below one without a value, it is a setting of that one: `s3 =`.
    inner = value === '' || (inner && /^\s/.test(line));
    if (!inner) current?.settings.set(trimmed.slice(0, equals).trim(), value);
  }
  return found;
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

import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { makeHome } from './home.js';

/** Variables on top of the clean ones; `undefined` takes a clean one away. */
export type ExtraEnv = Readonly<Record<string, string | undefined>>;

export type CleanEnvOptions = {
  /** Home folder of the process; default: a new empty folder, removed when this process ends. */
  readonly home?: string;
};

/** What a process needs to find programs and write temporary files, and nothing that says who or where we are. */
const ALLOWED = ['PATH', 'TMPDIR', 'LANG'];
const ALLOWED_ON_WINDOWS = ['PATH', 'PATHEXT', 'TEMP', 'TMP', 'SystemRoot', 'SystemDrive', 'windir', 'ComSpec'];

/**
 * The environment of a process in a test: an allow list of the caller's variables, an empty home, no AWS
 * configuration in reach, no colours, and `extra` on top. The running Node.js comes first in `PATH`, so that
 * `node` in a child is the one that the tests run on.
 */
export function cleanEnv(extra: ExtraEnv = {}, options: CleanEnvOptions = {}): Record<string, string> {
  const home = options.home ?? makeHome();
  const env = {
    ...inherited(),
    ...homeVariables(home),
    AWS_CONFIG_FILE: join(home, 'no-aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'no-aws', 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_COLOR: '1',
    ...extra,
  };
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function inherited(): Record<string, string> {
  const names = process.platform === 'win32' ? ALLOWED_ON_WINDOWS : ALLOWED;
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  env['PATH'] = [dirname(process.execPath), env['PATH']].filter(Boolean).join(delimiter);
  return env;
}

function homeVariables(home: string): Record<string, string> {
  if (process.platform !== 'win32') return { HOME: home };
  return { HOME: home, USERPROFILE: home, APPDATA: join(home, 'AppData'), LOCALAPPDATA: join(home, 'AppData') };
}

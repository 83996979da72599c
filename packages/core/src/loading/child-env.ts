import { HELPER_VARIABLE, helperMark } from './helpers.js';

/** The environment for a process of our own, with its mark: a debugger that waits in it would wait for ever. */
export function childEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
  const { VSCODE_INSPECTOR_OPTIONS: _debugger, ...rest } = env;
  const options = env['NODE_OPTIONS']?.replaceAll(/(^|\s)--inspect(?:-brk|-wait|-port)?(?:=\S+)?(?=\s|$)/g, '').trim();
  return { ...rest, ...(options === undefined ? {} : { NODE_OPTIONS: options }), [HELPER_VARIABLE]: helperMark() };
}

import type { Shell } from './shell.js';

/** PowerShell takes typographic single quotes for quotes too (about_Quoting_Rules); each is doubled. */
const QUOTES = /['\u2018\u2019\u201A\u201B]/g;

/** PowerShell: a variable of the environment that is set to nothing is removed. */
export const powershell: Shell = {
  set: (name, value) => `$env:${name} = '${value.replaceAll(QUOTES, '$&$&')}'`,
  remove: (name) => `$env:${name} = $null`,
};

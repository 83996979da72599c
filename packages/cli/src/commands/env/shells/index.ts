import type { ShellName } from '../shell-names.js';
import { cmd } from './cmd.js';
import { dotenv } from './dotenv.js';
import { fish } from './fish.js';
import { github } from './github.js';
import { posix } from './posix.js';
import { powershell } from './powershell.js';
import type { Shell } from './shell.js';

export type { Shell };

/** How each is told what to change; JSON is not made of lines. */
export const SHELLS: Readonly<Record<Exclude<ShellName, 'json'>, Shell>> = {
  bash: posix,
  zsh: posix,
  sh: posix,
  fish,
  powershell,
  cmd,
  dotenv,
  github,
};

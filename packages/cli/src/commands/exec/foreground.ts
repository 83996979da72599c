import { readFileSync } from 'node:fs';

/**
 * Whether what is typed on the terminal (Ctrl-C) reaches this process and those that it has started by itself: a second
 * SIGINT from us would be one too many, and make many a program end at once.
 */
export function isInForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // proc(5): behind the name in brackets come state, ppid, pgrp, session, tty_nr, tpgid.
    const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return terminal !== '0' && group === foreground;
  } catch {
    // Another system than Linux.
    return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  }
}

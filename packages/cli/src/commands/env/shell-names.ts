/** What `sts env` can write for. */
export const SHELL_NAMES = ['bash', 'zsh', 'sh', 'fish', 'powershell', 'cmd', 'dotenv', 'json', 'github'] as const;

/** The name of one of them. */
export type ShellName = (typeof SHELL_NAMES)[number];

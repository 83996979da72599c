/** What the exit status of the command says; documented in the package's README. */
export const EXIT = {
  ok: 0,
  /** The command could not do what it was asked to; `doctor` found a problem. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** `exec`: the command was not started, because of something of ours. As of `env` and `timeout`. */
  notStarted: 125,
  /** `exec`: the command is there and cannot be executed. As of a shell. */
  notExecutable: 126,
  /** `exec`: there is no such command. As of a shell. */
  notFound: 127,
} as const;

/** What `read-project-block` is asked, on its standard input. */
export interface BlockQuestion {
  /** Jest's id of the project: a digest of its folder, its configuration file and its place among the projects. */
  id: string;
  rootDir: string;
  /** Of the whole run. */
  globalRootDir: string;
  projects: number;
  /** Files of `jest-config`, the best first. */
  jestConfig: string[];
}

/** What it answers, on a pipe of its own. */
export type BlockAnswer = { found: true; block?: unknown } | { found: false; because: string | undefined };

/** The file descriptor of that pipe. */
export const BLOCK_FD = 3;

// Jest's own types would be those of one major, and who builds on these may have another.
/* oxlint-disable typescript/no-explicit-any -- in their place, where a class of any Jest has to fit */

/** A class of Jest environments, of any Jest. */
export type EnvironmentClass = new (config: any, context: any) => Environment;

/** A class like Jest's own for Node and for jsdom, to build on. */
export type BuiltInEnvironmentClass = new (config: EnvironmentConfig, context: EnvironmentContext) => BuiltInEnvironment;

/** The part that is used of what Jest makes an environment with. */
export interface EnvironmentConfig {
  globalConfig: { rootDir: string; projects: readonly string[]; watch: boolean; watchAll: boolean };
  projectConfig: { id: string; rootDir: string; testEnvironmentOptions: Record<string, unknown> };
}

/** The test file that an environment is for. */
export interface EnvironmentContext {
  console: any;
  docblockPragmas: Record<string, string | string[]>;
  testPath: string;
}

/** What every environment of Jest has. */
export interface Environment {
  global: unknown;
  getVmContext(): Record<string, any> | null;
  setup(): Promise<void>;
  teardown(): Promise<void>;
}

/** What Jest's own environments have. */
export interface BuiltInEnvironment extends Environment {
  global: any;
  fakeTimers: any;
  fakeTimersModern: any;
  moduleMocker: any;
  exportConditions(): string[];
  /** For subclasses: what happens in the test file, as jest-circus tells it. */
  handleTestEvent?(event: unknown, state: unknown): void | Promise<void>;
}

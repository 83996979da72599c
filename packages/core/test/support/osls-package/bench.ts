import { type Project, seed } from '@sts/test-kit';
import type { AppEnvironment, Grants } from '../../../src/target/index.js';
import { type OslsAnswer, OslsProcess } from './osls-process.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { OurReading } from './ours.js';

/** A little service, and how it is asked. */
export interface Case {
  files: Readonly<Record<string, string | object>>;
  options?: { stage?: string; region?: string; config?: string; params?: Record<string, string> } | undefined;
  env?: Record<string, string> | undefined;
  /** Packages that the service has installed: name to folder. */
  links?: Record<string, string> | undefined;
  /** Folder of the service among the files; default: their own. */
  folder?: string | undefined;
}

/** An image has nothing to be packaged; one with its digest needs nobody to be asked. */
export const IMAGE: string = `111122223333.dkr.ecr.us-east-1.amazonaws.com/demo@sha256:${'0'.repeat(64)}`;

/** A case in a real folder, to be asked of both sides. */
export class SeededCase {
  readonly #bench: Bench;
  readonly #project: Project;
  readonly #case: Case;
  readonly #dir: string;

  constructor(bench: Bench, project: Project, one: Case) {
    this.#bench = bench;
    this.#project = project;
    this.#case = one;
    this.#dir = project.path(one.folder ?? '.');
  }

  /** What osls deploys functions with; compiled once. */
  async osls(): Promise<(functionName: string) => Outcome> {
    const answer = await this.template();
    return (functionName) => outcomeOf(answer, functionName);
  }

  /** The template that osls writes. */
  template(): Promise<OslsAnswer> {
    return this.#bench.process.ask({ dir: this.#dir, args: argsOf(this.#case), env: this.#case.env ?? {} });
  }

  /** What we read that the role may do. */
  grants(functionName: string | undefined): Promise<Grants> {
    const options = { ...this.#case.options, ...(functionName === undefined ? {} : { function: functionName }) };
    return this.#bench.reading.grants({ options, cwd: this.#dir, env: this.#case.env ?? {}, region: 'us-east-1' });
  }

  /** The variables that we read for a function. */
  environment(functionName: string): Promise<AppEnvironment> {
    const options = { ...this.#case.options, environment: functionName };
    return this.#bench.reading.environment({ options, cwd: this.#dir, env: this.#case.env ?? {}, region: 'us-east-1' });
  }

  /** What we read for a function, or for none; `region` is where the keys have to be good. */
  ours(functionName: string | undefined, region = 'us-east-1'): Promise<Outcome> {
    const options = { ...this.#case.options, ...(functionName === undefined ? {} : { function: functionName }) };
    return this.#bench.reading.outcome({ options, cwd: this.#dir, env: this.#case.env ?? {}, region });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#project.remove();
  }
}

/** Both sides, ready to be asked for one case after the other. */
export class Bench {
  readonly process: OslsProcess = new OslsProcess();
  readonly reading: OurReading;

  private constructor(reading: OurReading) {
    this.reading = reading;
  }

  static async start(): Promise<Bench> {
    return new Bench(await OurReading.start());
  }

  /** Writes the files of a case. */
  async seed(one: Case): Promise<SeededCase> {
    return new SeededCase(this, await seed(one.files, { links: one.links ?? {} }), one);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process[Symbol.dispose]();
    await this.reading[Symbol.asyncDispose]();
  }
}

function argsOf({ options: { stage, region, config, params = {} } = {} }: Case): string[] {
  const named = Object.entries({ stage, region, config }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  return [...named, ...Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)];
}

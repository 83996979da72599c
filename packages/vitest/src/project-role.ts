import {
  callerVariables,
  type Door,
  formatError,
  isStsError,
  isSwitchedOffSession,
  openDoor,
  openForOther,
  openSessionIn,
  type Session,
  shownError,
  type StsOptions,
  tellLeftOut,
  unwantedOf,
} from '@sts/core/runner';
import type { TestProject, TestSpecification } from 'vitest/node';
import { type Answer, endless, type Granted, type OtherAnswer, type WorkerQuestion } from './handover.js';
import { isListing } from './listing.js';
import { PLUGIN_OPTIONS } from './plugin.js';
import { needsOf } from './pools.js';
import { type ProvidedSts, providedOf } from './provided.js';
import { renewalTime } from './renewal-time.js';
import { afterOthers, handTo, noteChanges } from './shared-workers.js';
import { mainState } from './state.js';

/** The role of one project's tests, for as long as Vitest runs them. */
export class ProjectRole {
  readonly project: TestProject;
  private door: Door | undefined;
  private answer: Answer | undefined;
  private renewing: Promise<void> | undefined;
  private told: ProvidedSts | undefined;
  private isWarned = false;
  /** Milliseconds since the epoch: a refusal that was met since counts for the whole run, as workers may be young. */
  private began = 0;

  constructor(project: TestProject) {
    this.project = project;
  }

  /** Before the tests: assumes the role where a test needs it. */
  async enter(): Promise<void> {
    this.began = Date.now();
    this.project.onTestsRerun((specifications) => this.begin(specifications, true));
    // In watch mode a refusal is the tests' to show: the run goes on when the configuration is mended.
    await this.begin(undefined, this.project.vitest.config.watch);
  }

  /** After the tests. */
  leave(): void {
    this.door?.close();
    this.door = undefined;
    this.answer = undefined;
    this.hand();
  }

  private async begin(specifications: readonly TestSpecification[] | undefined, goesOn: boolean): Promise<void> {
    const needs = needsOf(this.project, specifications);
    if (needs.browser) this.warnOfBrowser();
    if (this.project.isBrowserEnabled()) return;
    if (await isListing(process.argv)) return this.put({ granted: NOBODY });
    // Editors run other files later and tell nobody: those that come ask for themselves.
    if (!needs.role) return this.answer === undefined ? this.put({ granted: { ...NOBODY, renewAt: 0 } }) : undefined;
    try {
      const session = await this.open();
      await this.handOver(session);
    } catch (error) {
      if (!goesOn || !isStsError(error)) throw shownError(error);
      await this.refuse(refusalOf(error));
    }
  }

  private async open(): Promise<Session> {
    const options = this.options();
    const optionsFrom = options === undefined ? 'the Vitest configuration' : PLUGIN_OPTIONS;
    const { root } = this.project.config;
    const session = await openSessionIn(options ?? {}, { cwd: root, env: process.env, optionsFrom, refusalsSince: Date.now() });
    tellLeftOut(session);
    return session;
  }

  /** Those of its own plugin, else those of the root's: a project need not extend the root's configuration. */
  private options(): StsOptions | undefined {
    const { options } = mainState();
    return options.get(this.project.vite.config) ?? options.get(this.project.vitest.vite.config);
  }

  private async handOver(session: Session): Promise<void> {
    this.provide(providedOf(session));
    await this.put(isSwitchedOffSession(session) ? undefined : { granted: grantedOf(session, this.project.config.root) });
  }

  private async refuse(answer: Answer): Promise<void> {
    this.provide(undefined);
    await this.put(answer);
  }

  private async put(answer: Answer | undefined): Promise<void> {
    this.answer = answer;
    if (answer !== undefined) this.door ??= await openDoor((question) => this.tell(question as WorkerQuestion));
    const { roles } = mainState();
    const others = answer !== undefined && 'granted' in answer ? noteChanges(this.project, answer.granted.env) : [];
    this.hand();
    for (const other of others) {
      const role = roles.get(other);
      if (role === undefined) handTo(other, undefined, undefined);
      else role.hand();
    }
  }

  /** Hands the workers what there is for them. */
  private hand(): void {
    handTo(this.project, this.answer, this.door?.place);
  }

  /** Credentials of roles, and never those of who asks. */
  private async tell(asked: WorkerQuestion): Promise<Answer | OtherAnswer> {
    if (asked.kind === 'role') return this.renewed();
    const { question } = asked;
    // In watch mode an editor may begin a run and tell nobody: there the worker has its own say.
    const refusalsSince = this.project.vitest.config.watch ? question.refusalsSince : Math.min(question.refusalsSince, this.began);
    const other = await openForOther({ ...question, refusalsSince }, process.env);
    return other === undefined ? {} : { other };
  }

  /** What a worker gets that begins a test file when the credentials end soon: asked for once, for all who want it. */
  private async renewed(): Promise<Answer> {
    const { answer } = this;
    const isCurrent = answer !== undefined && ('refused' in answer || Date.now() < answer.granted.renewAt);
    if (!isCurrent) await (this.renewing ??= this.renew().finally(() => (this.renewing = undefined)));
    return afterOthers(this.project, this.answer) ?? { granted: endless({ set: {}, remove: [] }) };
  }

  private async renew(): Promise<void> {
    try {
      await this.handOver(await this.open());
    } catch (error) {
      await this.refuse(refusalOf(error));
    }
  }

  /** The object stays the same: Vitest reads it anew for each worker that it starts. */
  private provide(told: ProvidedSts | undefined): void {
    if (this.told !== undefined && told !== undefined) Object.assign(this.told, told);
    else this.told = told;
    this.project.provide('sts', this.told);
  }

  private warnOfBrowser(): void {
    if (this.isWarned) return;
    this.isWarned = true;
    const { name, vitest } = this.project;
    vitest.logger.warn(
      `@sts/vitest: the tests${name === '' ? '' : ` of the project ${name}`} run in a browser, and get no credentials: what a page knows, everybody knows.\n` +
        'Test what needs the role in a project that runs in Node.',
    );
  }
}

/** `vitest list` loads the test files and runs no test: nothing is assumed, and they are not the caller either. */
const NOBODY: Granted = endless({ set: {}, remove: callerVariables() });

function grantedOf(session: Session, root: string): Granted {
  const { credentials, env, assumedRoleArn } = session;
  const endsAt = credentials.expiration.getTime();
  return { env, unwanted: unwantedOf(session, root), endsAt, renewAt: renewalTime(endsAt, Date.now()), assumedRoleArn };
}

function refusalOf(error: unknown): Answer {
  return { refused: { code: isStsError(error) ? error.code : 'STS_INTERNAL', text: formatError(error) } };
}

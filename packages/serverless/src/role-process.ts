import { isSwitchedOffSession, openSessionIn, type Session, shownError, type StsOptions } from '@sts/core/runner';
import { folderOf } from './flags.js';
import type { Serverless, Utils } from './host.js';
import { OfflineFunctions } from './offline-functions.js';
import { useForProvider } from './provider-credentials.js';
import { keepRenewed } from './renewal.js';

/** What the role is for. */
interface Purpose {
  use: 'code' | 'deploy';
  options: StsOptions;
  /** Whether serverless-offline runs on with it. */
  offline: boolean;
}

/** This process, as a role: its environment, and what Serverless itself asks AWS with. */
export class RoleProcess {
  private readonly serverless: Serverless;
  private readonly utils: Utils;
  private readonly purpose: Purpose;
  /** As it was before: later sessions are asked for from here, whatever handlers in this process do to theirs. */
  private readonly env: Record<string, string | undefined> = { ...process.env };
  private session: Session | undefined;
  private undo: (() => void) | undefined;

  constructor(serverless: Serverless, utils: Utils, purpose: Purpose) {
    this.serverless = serverless;
    this.utils = utils;
    this.purpose = purpose;
  }

  /** Assumes the role, and changes nothing yet. Throws what `openSession` throws. */
  async open(): Promise<void> {
    this.session ??= await this.ask();
  }

  /** Becomes the role. */
  async enter(): Promise<void> {
    await this.open();
    const { session } = this;
    if (session === undefined || this.undo !== undefined) return;
    this.undo = session.apply(process.env);
    if (isSwitchedOffSession(session)) {
      if (this.purpose.use === 'deploy') this.tell('@sts/serverless is switched off: this runs with the credentials of Serverless itself.');
      return;
    }
    useForProvider(this.serverless.getProvider('aws'), session.accountId, () => (this.session ?? session).credentials);
    this.tell(`Running as ${told(session)}`);
    const functions = this.purpose.offline ? new OfflineFunctions(this.serverless.pluginManager) : undefined;
    keepRenewed(session, {
      open: () => this.ask(),
      replace: (next) => this.replace(next, functions),
      failed: (error) => this.utils.log?.error?.(String((shownError(error) as Error).message)),
    });
  }

  private async replace(next: Session, functions: OfflineFunctions | undefined): Promise<void> {
    const oldEnd = this.session?.credentials.expiration ?? new Date();
    this.session = next;
    // The new layer first: between the two nobody is to see the caller's keys.
    const before = this.undo;
    this.undo = next.apply(process.env);
    before?.();
    if (functions === undefined) return;
    await functions.startAnew(oldEnd);
    // Those that ran in this process meanwhile have put the old ones back.
    Object.assign(process.env, next.env.set);
    this.tell(`Renewed the credentials of ${told(next)}`);
  }

  private ask(): Promise<Session> {
    const { use, options } = this.purpose;
    return openSessionIn(options, {
      cwd: folderOf(this.serverless),
      env: { ...this.env },
      optionsFrom: 'the command line',
      refusalsSince: Date.now(),
      use: use === 'deploy' ? 'deploy' : undefined,
    });
  }

  private tell(text: string): void {
    this.utils.log?.notice?.(text);
  }
}

function told({ assumedRoleArn, credentials }: Session): string {
  return `${assumedRoleArn} until ${credentials.expiration.toISOString()}`;
}

import { applyChanges, type MutableEnv } from '../environment/index.js';
import { isPlain, type StsOptions } from '../options/index.js';
import type { Target } from '../target/index.js';
import { type CarriedError, type CarriedSession, unpacked, unpackedError } from './carried.js';
import { isSwitchedOffSession } from './make-session.js';
import type { Session } from './types.js';

/** Where the code in a sandbox finds its host: on its global object. */
export const SANDBOX_HOST: unique symbol = Symbol.for('@sts/core/sandbox-host') as never;

/**
 * What answers for a runner that runs tests in a sandbox (Jest): in there, `process.env` is a copy of the role's, so the
 * source credentials are out of reach, and child processes do not see what is changed. Text in, text out: objects of
 * another realm are not what they seem.
 */
export interface SandboxHost {
  /** A `SandboxQuestion` in, a `CarriedSession` out. */
  openSession(question: string): Promise<string>;
  /** A `SandboxQuestion` in, a `CarriedTarget` out. */
  resolveTarget(question: string): Promise<string>;
  /** Makes `EnvChanges` to the environment that child processes get; returns the undo. */
  apply(changes: string): () => void;
}

/** What code in a sandbox asks, with the environment as it sees it. */
export interface SandboxQuestion {
  options: StsOptions;
  env: Record<string, string>;
}

/** What came of looking for the target. */
export type CarriedTarget = { ok: true; target: Target } | CarriedError;

/** The host of the sandbox that this code runs in; `undefined` where there is none, or what is asked cannot be told it. */
export function sandboxHost(options: StsOptions): SandboxHost | undefined {
  const host = (globalThis as { [SANDBOX_HOST]?: SandboxHost })[SANDBOX_HOST];
  return isPlain(options) ? host : undefined;
}

/** Opens a session by the host. Throws as `openSession`. */
export async function openByHost(host: SandboxHost, options: StsOptions): Promise<Session> {
  const session = unpacked(JSON.parse(await host.openSession(question(options))) as CarriedSession);
  if (isSwitchedOffSession(session)) return session;
  const apply = (to: MutableEnv = process.env): (() => void) => {
    const undoHere = applyChanges(to, session.env);
    const undoOutside = to === process.env ? host.apply(JSON.stringify(session.env)) : (): void => undefined;
    return () => {
      undoHere();
      undoOutside();
    };
  };
  return { ...session, apply };
}

/** Finds the target by the host. Throws as `resolveTarget`. */
export async function resolveByHost(host: SandboxHost, options: StsOptions): Promise<Target> {
  const answer = JSON.parse(await host.resolveTarget(question(options))) as CarriedTarget;
  if (!answer.ok) throw unpackedError(answer);
  return answer.target;
}

function question(options: StsOptions): string {
  // In a sandbox it is an object like any other, and may hold what is not text.
  const env = Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return JSON.stringify({ options, env: Object.fromEntries(env) });
}

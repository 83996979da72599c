import { applyChanges, type EnvChanges, withoutLayers } from '../environment/index.js';
import { addOptions, type OptionsFrom, type StsOptions } from '../options/index.js';
import { carriedError, carriedSession } from './carried.js';
import { cold, openSessionIn } from './doors.js';
import type { CarriedTarget, SandboxHost, SandboxQuestion } from './sandbox.js';
import type { SessionContext } from './types.js';

/** The host of one sandbox. */
export interface HostedSandbox {
  host: SandboxHost;
  /** Undoes what the code in the sandbox has left in the environment. */
  leave(): void;
}

/**
 * Makes the host of a sandbox.
 * @param options of the runner; those that code in the sandbox gives are added to them
 */
export function makeSandboxHost(options: StsOptions, context: SessionContext): HostedSandbox {
  const undos: (() => void)[] = [];
  let hasLeft = false;
  const asked = (question: string): [StsOptions, SessionContext] => {
    const { options: given, env } = JSON.parse(question) as SandboxQuestion;
    const optionsFrom = labelled(context.optionsFrom, given, 'the options given');
    return [addOptions(options, given), { ...context, optionsFrom, env: sourceEnv(env, context.env) }];
  };
  return {
    host: {
      async openSession(question) {
        try {
          return JSON.stringify(carriedSession(await openSessionIn(...asked(question))));
        } catch (error) {
          return JSON.stringify(carriedError(error));
        }
      },
      async resolveTarget(question) {
        try {
          const answer: CarriedTarget = { ok: true, target: await cold().resolveTargetIn(...asked(question)) };
          return JSON.stringify(answer);
        } catch (error) {
          return JSON.stringify(carriedError(error));
        }
      },
      apply(changes) {
        // What a test has not waited for comes when other test files run.
        if (hasLeft) return () => undefined;
        const undo = applyChanges(context.env, JSON.parse(changes) as EnvChanges);
        undos.push(undo);
        return undo;
      },
    },
    leave() {
      hasLeft = true;
      for (const undo of undos.splice(0).toReversed()) undo();
    },
  };
}

/** The places of options to which others were added. */
export function labelled(from: OptionsFrom, added: StsOptions, label: string): OptionsFrom {
  const names = Object.keys(added).map((name) => [name, label]);
  if (names.length === 0) return from;
  const { rest, byName } = typeof from === 'string' ? { rest: from, byName: {} } : from;
  return { rest, byName: { ...byName, ...Object.fromEntries(names) } };
}

/** The environment without our changes, and with what the code in the sandbox has changed in its copy. */
function sourceEnv(inside: Readonly<Record<string, string>>, outside: SessionContext['env']): Record<string, string | undefined> {
  const before = withoutLayers(outside);
  const changed = [...Object.keys(outside), ...Object.keys(inside)].filter((name) => inside[name] !== outside[name]);
  return { ...before, ...Object.fromEntries(changed.map((name) => [name, inside[name]])) };
}

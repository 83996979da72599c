import { localStackRequired, localStackStatus } from '../scripts/lib/engine-status.mjs';

/** Whether the tests against LocalStack can run here; `reason` is one line that says what to do. */
export type EngineAvailable = { ok: true } | { ok: false; reason: string };

/** Looks for a container engine that answers and has the pinned image. Changes nothing. */
export function engineAvailable(): Promise<EngineAvailable> {
  return localStackStatus();
}

/** Whether a missing engine is a failure (`CI=true` or `STS_E2E=required`) and not a reason to skip. */
export function engineRequired(env: NodeJS.ProcessEnv = process.env): boolean {
  return localStackRequired(env);
}

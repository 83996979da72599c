import { type EmulatorStatus, emulatorStatuses, emulatorsRequired } from '../scripts/lib/engine-status.mjs';

/** Looks for a container engine that answers and has the pinned images. Changes nothing. */
export function emulatorsAvailable(): Promise<EmulatorStatus[]> {
  return emulatorStatuses();
}

/** Whether a missing engine or image is a failure (`CI=true` or `STS_E2E=required`) and not a reason to skip. */
export function engineRequired(env: NodeJS.ProcessEnv = process.env): boolean {
  return emulatorsRequired(env);
}

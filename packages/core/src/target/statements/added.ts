import type { Written } from '../written.js';

/** A statement that Serverless adds for something. */
export function added(path: string, Action: unknown, Resource: unknown): Written {
  return { value: { Effect: 'Allow', Action, Resource }, path: `what Serverless adds for ${path}` };
}

import type { SourcePlan } from './types.js';

/** Who asks, in words. */
export function describePlan(plan: SourcePlan): string {
  switch (plan.kind) {
    case 'keys':
      return 'the keys';
    case 'profile':
      return `the profile ${plan.name}`;
    case 'web-identity':
      return 'the web identity';
    case 'container':
      return 'the container';
    case 'instance':
      return 'the instance';
  }
}

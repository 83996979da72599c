import type { Caller } from '../accounts/caller.js';
import { invalidParameter } from '../wire/sts-errors.js';
import type { AssumeRoleParams, Tag } from './assume-role-params.js';

/** The tags of a new session: those of the call, and those that the caller's own session hands on. */
export type SessionTags = {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
};

/** Joins them by the rules for chains (IAM user guide, "Pass session tags in AWS STS"); keys ignore the case. */
export function joinTags(params: AssumeRoleParams, caller: Caller): SessionTags {
  const handedOn = caller.kind === 'role' ? caller.transitiveTagKeys : [];
  checkKeys(params.tags, handedOn);
  const given = new Set(params.tags.map(({ key }) => key.toLowerCase()));
  if (params.transitiveTagKeys.some((key) => !given.has(key.toLowerCase()))) {
    throw invalidParameter('The specified transitive tag key must be included in the requested tags.');
  }

  const inherited = caller.kind === 'role' ? Object.entries(caller.tags).filter(([key]) => handedOn.includes(key)) : [];
  return {
    tags: Object.fromEntries([...inherited, ...params.tags.map(({ key, value }) => [key, value] as const)]),
    transitiveTagKeys: [...handedOn, ...params.transitiveTagKeys],
  };
}

function checkKeys(tags: readonly Tag[], handedOn: readonly string[]): void {
  const keys = tags.map(({ key }) => key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalidParameter('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if (keys.some((key) => key.startsWith('aws:'))) throw invalidParameter('Tag keys cannot begin with aws:.');
  if (handedOn.some((key) => keys.includes(key.toLowerCase()))) {
    throw invalidParameter(
      "One of the specified tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
}

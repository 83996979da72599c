import { deflateRawSync } from 'node:zlib';
import { packedPolicyTooLarge } from '../wire/sts-errors.js';
import type { AssumeRoleParams } from './assume-role-params.js';

/** AWS does not tell its binary form nor the limit. This one takes every policy that the plain limit lets through. */
const MOST_BYTES = 4096;

/**
 * `PackedPolicySize`: how much of the room policies and tags take up, in percent, `undefined` when there are none.
 * Throws PackedPolicyTooLarge over 100. An estimate: sizes in between are not those of AWS.
 */
export function packedPolicySize(params: Pick<AssumeRoleParams, 'policy' | 'policyArns' | 'tags'>): number | undefined {
  const { policy, policyArns, tags } = params;
  if (policy === undefined && policyArns.length === 0 && tags.length === 0) return undefined;
  const bytes = deflateRawSync(JSON.stringify([policy ?? '', policyArns, tags])).length;
  const percent = Math.ceil((bytes / MOST_BYTES) * 100);
  if (percent > 100) {
    throw packedPolicyTooLarge(
      tags.length > 0
        ? `Packed size of session tags consumes ${percent}% of allotted space.`
        : `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    );
  }
  return percent;
}

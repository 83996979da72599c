/** The parts of `arn:partition:service:region:account:resource`. */
export type Arn = {
  readonly partition: string;
  readonly service: string;
  readonly account: string;
  /** All behind the fifth colon: `role/path/name`, `user/name`, `root`. */
  readonly resource: string;
};

const ARN = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s;

export function parseArn(text: string): Arn | undefined {
  const [, partition, service, , account, resource] = ARN.exec(text) ?? [];
  if (partition === undefined || service === undefined || account === undefined || resource === undefined) {
    return undefined;
  }
  return { partition, service, account, resource };
}

export type RoleArn = {
  readonly partition: string;
  readonly account: string;
  /** Without its path. */
  readonly name: string;
};

/** The parts of a role's ARN, `undefined` for anything else. */
export function parseRoleArn(text: string): RoleArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'iam' || !/^\d{12}$/.test(arn.account)) return undefined;
  const name = /^role\/(?:[\x21-\x7e]+\/)?([\w+=,.@-]{1,64})$/.exec(arn.resource)?.[1];
  return name === undefined ? undefined : { partition: arn.partition, account: arn.account, name };
}

/** The partition that a region belongs to, by its name. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

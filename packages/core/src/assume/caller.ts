/** Who asked, as STS names it, and as a trust policy has to. */
export interface Caller {
  kind: 'user' | 'role' | 'sso' | 'root' | 'federated' | 'other';
  partition: string;
  accountId: string;
  /** What a trust policy names. */
  principal: string;
  /** What `aws:PrincipalArn` has to be like, where the principal alone cannot name it. */
  principalLike?: string;
}

const ARN = /^arn:(aws[a-z-]*):(iam|sts)::(\d{12}):([^\s/]+)\/?(.*)$/s;

/** Reads the ARN of a caller; `undefined` for what is none. */
export function readCaller(arn: string | undefined): Caller | undefined {
  const [, partition = '', service, accountId = '', type, rest = ''] = ARN.exec(arn ?? '') ?? [];
  if (arn === undefined || service === undefined) return undefined;
  const iam = `arn:${partition}:iam::${accountId}`;
  const base = { partition, accountId };
  if (type === 'root') return { ...base, kind: 'root', principal: `${iam}:root` };
  if (type === 'federated-user') return { ...base, kind: 'federated', principal: arn };
  if (type === 'user') return { ...base, kind: 'user', principal: arn };
  if (type !== 'assumed-role') return { ...base, kind: 'other', principal: arn };
  const [name = ''] = rest.split('/');
  const [, permissionSet] = /^(AWSReservedSSO_.+)_[0-9a-f]{16}$/.exec(name) ?? [];
  if (permissionSet === undefined) return { ...base, kind: 'role', principal: `${iam}:role/${name}` };
  // Its role has a path, with a region in it or without, and a name that changes when the permission set is assigned anew.
  const principalLike = `${iam}:role/aws-reserved/sso.amazonaws.com*/${permissionSet}_*`;
  return { ...base, kind: 'sso', principal: `${iam}:root`, principalLike };
}

/** Whether an assumed-role ARN is a session of the role: same partition, account and name; the path is not part of it. */
export function isSessionOf(assumedRoleArn: string, role: { partition: string; accountId: string; name: string }): boolean {
  const [, partition, account, name] = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(assumedRoleArn) ?? [];
  return partition === role.partition && account === role.accountId && name === role.name;
}

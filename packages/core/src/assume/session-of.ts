/** Whether an assumed-role ARN is a session of the role: same account, same name; the path is not part of it. */
export function isSessionOf(assumedRoleArn: string, role: { accountId: string; name: string }): boolean {
  const [, account, name] = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(assumedRoleArn) ?? [];
  return account === role.accountId && name === role.name;
}

const MAX_LENGTH = 64;

/** The role session name that CloudTrail will show: `<service>-<stage>-test`, or `-deploy`, cut to what STS accepts. */
export function defaultSessionName(service: string | undefined, stage: string, use: 'test' | 'deploy' = 'test'): string {
  const ending = `-${stage}-${use}`.slice(-MAX_LENGTH + 2);
  const clean = (service ?? 'sts').replaceAll(/[^\w+=,.@-]/g, '-');
  return `${clean.slice(0, MAX_LENGTH - ending.length)}${ending}`;
}

const MAX_LENGTH = 64;

/** The role session name that CloudTrail will show: `<service>-<stage>-test`, cut to what STS accepts. */
export function defaultSessionName(service: string | undefined, stage: string): string {
  const ending = `-${stage}-test`.slice(-MAX_LENGTH + 2);
  const clean = (service ?? 'sts').replaceAll(/[^\w+=,.@-]/g, '-');
  return `${clean.slice(0, MAX_LENGTH - ending.length)}${ending}`;
}

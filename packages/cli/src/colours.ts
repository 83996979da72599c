import type { WriteStream } from 'node:tty';
import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

type Env = Readonly<Record<string, string | undefined>>;

/** Colours for a stream: on a terminal only, unless `NO_COLOR` or `FORCE_COLOR` says otherwise. */
export function coloursFor(stream: Pick<WriteStream, 'isTTY'>, env: Env): Colours {
  return pc.createColors(wanted(stream, env));
}

/** no-color.org; `FORCE_COLOR=0` is "no" as in Node itself. Who asks for colours beats who asks for none. */
function wanted({ isTTY }: Pick<WriteStream, 'isTTY'>, env: Env): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR']) return false;
  return isTTY === true && env['TERM'] !== 'dumb';
}

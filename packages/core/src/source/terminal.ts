import { closeSync, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ReadStream } from 'node:tty';
import { toCause } from '../errors/index.js';
import { quietInput } from './quiet-input.js';
import { isMfaCode, mfaRequired, type MfaSettings, mfaTooLate } from './mfa-code.js';

/** The terminal of the process, whatever its standard input and output are: runners start their workers without. */
const [READ, WRITE] = process.platform === 'win32' ? ['\\\\.\\CONIN$', '\\\\.\\CONOUT$'] : ['/dev/tty', '/dev/tty'];

/**
 * A code that somebody types. The terminal stays in the mode that it is in, so there is nothing to put back, and Ctrl-C
 * ends the run as always.
 * @throws `STS_MFA_REQUIRED` where there is no terminal; `STS_TIMEOUT`
 */
export async function typedCode(serial: string, { endsAt, signal }: MfaSettings): Promise<string> {
  const terminal = openTerminal(serial);
  const undo = quietInput();
  try {
    let remark = '';
    for (;;) {
      const seconds = Math.max(1, Math.round((endsAt - Date.now()) / 1000));
      terminal.write(`${remark}Code of the MFA device ${serial} (${seconds} s left): `);
      const line = await terminal.line(signal);
      if (line === undefined) {
        terminal.write('\n');
        throw signal.aborted ? mfaTooLate(serial, 'No code was typed') : mfaRequired(serial, 'none was typed');
      }
      const code = line.replaceAll(/\s/g, '');
      if (isMfaCode(code)) return code;
      remark = 'A code has six digits.\n';
    }
  } finally {
    terminal.close();
    undo();
  }
}

interface Terminal {
  write: (text: string) => void;
  /** A line that is typed; `undefined` where the input or the time ends first. */
  line: (signal: AbortSignal) => Promise<string | undefined>;
  close: () => void;
}

function openTerminal(serial: string): Terminal {
  const opened: number[] = [];
  try {
    const output = openSync(WRITE, 'w');
    opened.push(output);
    const fd = openSync(READ, 'r+');
    opened.push(fd);
    const input = new ReadStream(fd);
    const lines = createInterface({ input, terminal: false });
    return {
      write: (text) => void writeSync(output, text),
      line: (signal) =>
        new Promise((resolve) => {
          const end = (): void => resolve(undefined);
          lines.once('line', resolve).once('close', end);
          input.once('error', end);
          if (signal.aborted) end();
          else signal.addEventListener('abort', end, { once: true });
        }),
      close: () => {
        lines.close();
        input.destroy();
        closeSync(output);
      },
    };
  } catch (error) {
    for (const fd of opened) closeSync(fd);
    throw mfaRequired(serial, 'there is no terminal to ask for it on', toCause(error));
  }
}

import process from 'node:process';

/** A test runner ends its workers by a signal, and then there is no `exit` event. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const tasks = new Set<() => void>();

/** Does something (at once, nothing that waits) when this process ends, by itself or by a signal. Returns the undo. */
export function atEnd(task: () => void): () => void {
  if (tasks.size === 0) listen();
  tasks.add(task);
  return () => {
    if (tasks.delete(task) && tasks.size === 0) unlisten();
  };
}

function listen(): void {
  process.on('exit', doAll);
  for (const signal of SIGNALS) process.on(signal, endBySignal);
}

function unlisten(): void {
  process.off('exit', doAll);
  for (const signal of SIGNALS) process.off(signal, endBySignal);
}

function doAll(): void {
  // The last first: processes go before the homes that they could still write to.
  for (const task of [...tasks].toReversed()) task();
  tasks.clear();
}

function endBySignal(signal: NodeJS.Signals): void {
  doAll();
  unlisten();
  // Listening has switched off what the signal does by itself. Who else listens decides about that.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

import { makeWorld } from './world.mjs';

/** Many processes at once, cold. @returns the figures, and what went wrong */
export async function askAtOnce(processes) {
  await using world = await makeWorld({ latencyMs: 50 });
  const started = performance.now();
  const asking = Array.from({ length: processes }, (_, name) => world.ask(name));
  const results = await Promise.all(asking.map(({ result }) => result));
  const failures = results.filter(({ exitCode }) => exitCode !== 0).map(({ all }) => all.trim());
  return {
    processes,
    tookMs: Math.round(performance.now() - started),
    calls: world.calls().length,
    keys: new Set(results.map(({ key }) => key)).size,
    failures,
  };
}

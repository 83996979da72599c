import process from 'node:process';
import { text } from 'node:stream/consumers';
import { startStsEndpoint } from './start-sts-endpoint.js';
import type { StsEndpointOptions } from './sts-endpoint.js';

// node dist/endpoint/main.js < spec.json
// Reads the options as JSON (without `now`), prints `{ url, port, caPem, users, sources }` in one line when it is ready, and goes on
// until a signal ends it.
const spec = (await text(process.stdin)).trim();
const options: StsEndpointOptions = spec === '' ? {} : JSON.parse(spec);
const endpoint = await startStsEndpoint(options);
const { url, port, caPem, users, sources } = endpoint;
process.stdout.write(`${JSON.stringify({ url, port, caPem, users, sources })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void endpoint.close());

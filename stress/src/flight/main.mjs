// One AssumeRole for any number of processes, and whatever dies: real processes, real deaths, an endpoint that counts.
import { readArguments } from '../arguments.mjs';
import { randomFrom } from '../random.mjs';
import { askAtOnce } from './at-once.mjs';
import { figuresOf, promisesOf } from './judge.mjs';
import { findNamespaces } from './namespaces.mjs';
import { progressLine, reportText } from './report.mjs';
import { playRound } from './round.mjs';

const { rounds, processes, seed, json, ...given } = readArguments(
  'npm run stress -- [--rounds 100] [--processes 8] [--at-once 64] [--wait 2000] [--seed 1] [--json]',
  { rounds: [100, 0, 100_000], processes: [8, 2, 200], 'at-once': [64, 1, 1000], wait: [2000, 1, 60_000], seed: [1, 0, 2 ** 32 - 1] },
);

const progress = (text) => process.stderr.write(`${text}\n`);
const { through, reason } = findNamespaces();
if (reason !== undefined) progress(`No rounds in process namespaces: ${reason}`);

progress(`${given['at-once']} processes at once`);
const atOnce = await askAtOnce(given['at-once']);
const random = randomFrom(seed);
const played = [];
for (let number = 1; number <= rounds; number++) {
  // Every fifth round, beginning with the third.
  const apart = through !== undefined && number % 5 === 3;
  const round = await playRound({ random, processes, through: apart ? through : undefined });
  played.push({ number, apart, ...round });
  if (number % 10 === 0 || number === rounds) progress(progressLine(played.slice(Math.floor((number - 1) / 10) * 10), rounds));
}

const figures = figuresOf(played);
const namespaces = { rounds: played.filter(({ apart }) => apart).length, reason };
const promises = promisesOf(atOnce, figures, given.wait);
const report = { seed, atOnce, rounds, processes, namespaces, figures, promises };
process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report));
process.exitCode = promises.every(({ kept }) => kept) ? 0 : 1;

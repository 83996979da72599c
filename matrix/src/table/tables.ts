import { obstacle } from '../plan/cells.ts';
import type { Addition, Matrix, Mode, NodeVersion, PackageManager, Runner, Unsupported } from '../plan/matrix.ts';

/** The short table: which runner on which Node.js, with all package managers and in all pools unless it says otherwise. */
export function shortTable(matrix: Matrix): string {
  const reasons: string[] = [];
  const rows = matrix.runners.map((runner) => [
    `${runner.title} (${runner.version})`,
    names(matrix.modes[runner.kind]),
    ...matrix.nodes.map((node) => {
      const managers = matrix.packageManagers.filter((packageManager) => modesOf(matrix, runner, node, packageManager).length > 0);
      return mark(managers, matrix.packageManagers) + references(matrix, reasons, runner, node);
    }),
  ]);
  const head = ['', 'pools', ...matrix.nodes.map(({ major }, index) => (index === 0 ? `Node.js ${major}` : major))];
  return [table(head, rows), ...footnotes(reasons)].join('\n');
}

/** The full table: a row for each runner and package manager, and the exact versions. */
export function fullTable(matrix: Matrix, tools: Readonly<Record<string, string>>, additions: readonly Addition[]): string {
  const reasons: string[] = [];
  const rows = matrix.runners.flatMap((runner) =>
    matrix.packageManagers.map((packageManager) => [
      `${runner.title} (${runner.version})`,
      names(matrix.modes[runner.kind]),
      packageManager.title,
      ...matrix.nodes.map((node) => {
        const modes = modesOf(matrix, runner, node, packageManager);
        const all = modes.length === matrix.modes[runner.kind].length;
        return (all ? '✓' : names(modes) || '–') + references(matrix, reasons, runner, node, packageManager);
      }),
    ]),
  );
  const head = ['runner', 'pools', 'package manager', ...matrix.nodes.map(({ version }) => `Node.js ${version}`)];
  const versions = Object.entries(tools).map(([name, version]) => `${name === '@yarnpkg/cli-dist' ? 'Yarn' : name} ${version}`);
  const added = additions.map((addition) => additionText(matrix, addition));
  return [
    table(head, rows),
    ...footnotes(reasons),
    '',
    `Installed with npm as it is on the machine, ${versions.join(' and ')}.`,
    ...(added.length === 0 ? [] : ['', 'What a project has to add, whatever this package does:', ...added]),
  ].join('\n');
}

function modesOf(matrix: Matrix, runner: Runner, node: NodeVersion, packageManager: PackageManager): Mode[] {
  return matrix.modes[runner.kind].filter((mode) => obstacle(matrix, { id: '', runner, mode, node, packageManager }) === undefined);
}

function names(modes: readonly Mode[]): string {
  return modes.map(({ name }) => name).join(', ');
}

function mark(managers: readonly PackageManager[], all: readonly PackageManager[]): string {
  if (managers.length === all.length) return '✓';
  return managers.length === 0 ? '–' : managers.map(({ title }) => title).join(', ');
}

/** Marks of the reasons why something of this is not supported; the reasons are collected. */
function references(matrix: Matrix, reasons: string[], runner: Runner, node: NodeVersion, packageManager?: PackageManager): string {
  const found = new Set<Unsupported>();
  for (const mode of matrix.modes[runner.kind]) {
    for (const manager of packageManager === undefined ? matrix.packageManagers : [packageManager]) {
      const entry = obstacle(matrix, { id: '', runner, mode, node, packageManager: manager });
      if (entry !== undefined) found.add(entry);
    }
  }
  const numbers = [...found].map(({ reason }) => {
    if (!reasons.includes(reason)) reasons.push(reason);
    return reasons.indexOf(reason) + 1;
  });
  return numbers.map((number) => ` (${number})`).join('');
}

function footnotes(reasons: readonly string[]): string[] {
  return reasons.length === 0 ? [] : ['', ...reasons.map((reason, index) => `(${index + 1}) ${reason}`)];
}

function additionText(matrix: Matrix, { runner, packageManagers, reason, ...what }: Addition): string {
  const title = matrix.runners.find(({ id }) => id === runner)?.title ?? runner;
  const managers = matrix.packageManagers.filter(({ id }) => packageManagers.includes(id)).map((manager) => manager.title);
  return `- ${title} with ${managers.join(' and ')}: \`${JSON.stringify(what)}\`. ${reason}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

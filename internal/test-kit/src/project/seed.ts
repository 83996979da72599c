import { mkdir, mkdtemp, realpath, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Project } from './project.js';

/** Files of a project by their path inside it. Text is written as it is, anything else as indented JSON. */
export type ProjectFiles = Readonly<Record<string, string | object>>;

export type SeedOptions = {
  /** Folder that the project's own folder is made in; default: the system's temporary folder. */
  readonly parent?: string;
  /** Name of the project's folder; default `a project`. The path holds a space whatever the name. */
  readonly name?: string;
  /** Packages that the project has "installed": name to absolute folder, linked into `node_modules`. */
  readonly links?: Readonly<Record<string, string>>;
};

/**
 * Makes a project of real files in a fresh folder, always in a path with a space, links resolved
 * (on macOS the temporary folder is itself a link, and tools print the resolved path).
 * The caller removes it: `await using project = await seed({ … })`, or `project.remove()`.
 */
export async function seed(files: ProjectFiles, options: SeedOptions = {}): Promise<Project> {
  const parent = await realpath(options.parent ?? tmpdir());
  const root = await mkdtemp(join(parent, 'sts test-'));
  const project = new Project(root, join(root, options.name ?? 'a project'));
  await mkdir(project.dir, { recursive: true });
  for (const [file, content] of Object.entries(files)) await project.write(file, content);
  for (const [name, target] of Object.entries(options.links ?? {})) await link(project, name, target);
  return project;
}

async function link(project: Project, name: string, target: string): Promise<void> {
  if (!isAbsolute(target)) throw new TypeError(`links: the folder of ${name} must be absolute, not ${target}`);
  const path = project.path('node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  // A junction needs no privilege on Windows; elsewhere the type is ignored.
  await symlink(target, path, 'junction');
}

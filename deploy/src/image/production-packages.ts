import { dirname, join } from 'node:path';

/** An entry of `packages` in package-lock.json, as far as it matters here. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  /** The folder that a link points to. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** By path from the root of the repository: `node_modules/zod`, `packages/messaging`. */
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** A processor in Node's words. */
export type Cpu = 'x64' | 'arm64';

/** Each package that an app needs at runtime, with those that it needs directly. */
export type ProductionPackages = ReadonlyMap<string, readonly string[]>;

/**
 * The packages that an app needs at runtime on Linux with glibc, by path; links to workspaces are among them.
 *
 * npm cannot say this: `npm ci --omit dev --workspace` and `npm sbom` count the development dependencies of workspaces
 * as production, so the test kit and its PostgreSQL would come along.
 */
export function productionPackages(locked: LockedPackages, app: string, cpu: Cpu): ProductionPackages {
  const needed = new Map<string, readonly string[]>();
  const waiting = [app];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (needed.has(path)) continue;
    const direct = directlyNeeded(path, locked).filter((other) => runsOn(locked[other] ?? {}, cpu));
    needed.set(path, direct);
    waiting.push(...direct);
  }
  return needed;
}

function directlyNeeded(path: string, locked: LockedPackages): string[] {
  const { link, resolved, ...entry } = locked[path] ?? {};
  if (link === true && resolved !== undefined) return [resolved];
  const required = [
    // Some packages declare the types of others, which nothing runs.
    ...Object.keys(entry.dependencies ?? {}).filter((name) => !name.startsWith('@types/')),
    ...Object.keys(entry.peerDependencies ?? {}).filter(
      (name) => entry.peerDependenciesMeta?.[name]?.optional !== true,
    ),
  ].filter((name) => entry.optionalDependencies?.[name] === undefined);
  const found = required.map((name) => {
    const dependency = resolve(path, name, locked);
    if (dependency === undefined) throw new Error(`package-lock.json has no ${name}, which ${path} needs.`);
    return dependency;
  });
  const optional = Object.keys(entry.optionalDependencies ?? {}).flatMap((name) => resolve(path, name, locked) ?? []);
  return [...new Set([...found, ...optional])];
}

/** Where Node finds a package from a folder: in the nearest node_modules on the way up. */
function resolve(from: string, name: string, locked: LockedPackages): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (locked[path] !== undefined) return path;
    if (folder === '.') return undefined;
  }
}

function runsOn({ os, cpu, libc }: LockedPackage, wanted: Cpu): boolean {
  return allows(os, 'linux') && allows(cpu, wanted) && allows(libc, 'glibc');
}

/** npm's lists name what is allowed, or with `!` what is not. */
function allows(list: readonly string[] | undefined, value: string): boolean {
  if (list === undefined || list.includes(`!${value}`)) return list === undefined;
  return list.includes(value) || list.every((entry) => entry.startsWith('!'));
}

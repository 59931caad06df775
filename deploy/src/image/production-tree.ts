import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type Cpu, type LockedPackages, productionPackages } from './production-packages.js';

export interface ProductionTree {
  readonly locked: LockedPackages;
  /** The folder of the app: `apps/order-service`. */
  readonly app: string;
  readonly cpu: Cpu;
  /** The repository with its builds. */
  readonly built: string;
  /** The repository with node_modules for the processor. */
  readonly installed: string;
  readonly target: string;
}

/** Copies what one app needs at runtime, in the layout of the repository: builds of workspaces, and packages of npm. */
export function copyProductionTree({ locked, app, cpu, built, installed, target }: ProductionTree): void {
  for (const path of productionPackages(locked, app, cpu).keys()) {
    const to = join(target, path);
    const { link, resolved } = locked[path] ?? {};
    mkdirSync(dirname(to), { recursive: true });
    if (link === true && resolved !== undefined) symlinkSync(relative(dirname(to), join(target, resolved)), to);
    else if (path.split(sep).includes('node_modules')) copy(join(installed, path), to);
    else for (const part of ['package.json', 'dist']) copy(join(built, path, part), join(to, part));
  }
}

// Licences stay: what is passed on must have them. Node runs neither TypeScript nor maps in node_modules.
const unused = /\.(?:[cm]?ts|map|flow)$|^(?:readme|changelog|history)[^/]*\.md$/i;

function copy(from: string, to: string): void {
  if (!existsSync(from)) throw new Error(`${from} is missing. Run \`npm ci\` and \`npm run build\` first.`);
  cpSync(from, to, {
    recursive: true,
    // A package in the node_modules of another one has an entry of its own.
    filter: (file) => {
      const parts = relative(from, file).split(sep);
      return !parts.includes('node_modules') && !unused.test(parts.at(-1) ?? '');
    },
  });
}

// Runs while an image is built: production-tree-main.js APP ARCHITECTURE BUILT INSTALLED TARGET
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedPackages } from './production-packages.js';
import { copyProductionTree } from './production-tree.js';

const [app = '', architecture = '', built = '', installed = '', target = ''] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync(join(built, 'package-lock.json'), 'utf8')) as { packages: LockedPackages };
// Docker's word for it, and Node's.
const cpu = architecture === 'amd64' ? 'x64' : 'arm64';
copyProductionTree({ locked: packages, app, cpu, built, installed, target });

// Prepares a fresh or changed clone for the command line: installs dependencies and compiles.
// Runs before every command on whatever Node the host has (package.json, engines), so it uses only what Node provides. When
// nothing needs to be done, it costs a few dozen stat calls.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const lockfilePath = join(root, 'package-lock.json');
const stampPath = join(root, 'node_modules', '.fairway-stamp.json');
const pinnedNode = join(root, 'node_modules', '.bin', 'node');
const lockFolder = join(root, '.fairway', 'prepare.lock');

const say = (line) => process.stderr.write(`${line}\n`);
const stat = (path) => statSync(path, { throwIfNoEntry: false });
const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

// --- dependencies ---------------------------------------------------------------------------------------------------

function dependenciesAreInstalled() {
  // Without install scripts there is no pinned Node, whatever the lock files say.
  if (!existsSync(pinnedNode)) return false;
  const { size, mtimeMs } = stat(lockfilePath);
  const stamp = readJson(stampPath);
  if (stamp?.size === size && stamp.mtimeMs === mtimeMs) return true;
  const content = readFileSync(lockfilePath);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (stamp?.sha256 !== sha256 && !installedAsLocked(JSON.parse(content.toString()))) return false;
  writeFileSync(stampPath, JSON.stringify({ size, mtimeMs, sha256 }));
  return true;
}

/** Whether npm's record of node_modules matches package-lock.json, as it does after `npm install`. */
function installedAsLocked(locked) {
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  return Object.entries(locked.packages).every(([path, wanted]) => {
    const found = installed.packages[path];
    // Optional packages of other platforms are locked but not installed.
    if (found === undefined) return path === '' || wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity && found.link === wanted.link;
  });
}

async function installDependencies() {
  const first = !existsSync(join(root, 'node_modules'));
  say(
    first ? 'installing dependencies (first run, about 30 s)' : 'installing dependencies (package-lock.json changed)',
  );
  // Not `npm ci`, which first removes node_modules, even under a running platform. `install` also installs what
  // package-lock.json says, and with --no-save does not change that file. The compiler and the pinned Node are
  // development dependencies, so NODE_ENV=production must not exclude them.
  await run('npm', ['install', '--no-save', '--loglevel=error', '--include=dev'], 'installing dependencies', {
    hint: 'Read the message of npm above. If you use a proxy or your own registry, configure it in ~/.npmrc. Then run this again.',
  });
  if (!dependenciesAreInstalled()) {
    throw failure(
      'npm finished, but node_modules does not match package-lock.json, or lacks the pinned Node.js.',
      'Check that npm may run install scripts (`npm config get ignore-scripts` must print false), delete node_modules, and run this again.',
    );
  }
}

// --- compiled code --------------------------------------------------------------------------------------------------

function workspaceFolders() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent)).map((name) => join(parent, name));
  });
}

function filesUnder(folder, extension) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path, extension);
    return entry.name.endsWith(extension) ? [path] : [];
  });
}

/** The same rule as in build.mjs: each source has a newer output, and each output has a source. */
function buildIsCurrent() {
  return workspaceFolders().every((workspace) => {
    const folder = join(root, workspace);
    const outputs = new Set(filesUnder(join(folder, 'dist'), '.js'));
    const sources = ['src', 'migrations'].flatMap((name) => filesUnder(join(folder, name), '.ts'));
    const fresh = sources.every((source) => {
      if (source.endsWith('.spec.ts')) return true;
      const output = join(folder, 'dist', source.slice(folder.length + 1).replace(/\.ts$/, '.js'));
      return outputs.delete(output) && stat(output).mtimeMs > stat(source).mtimeMs;
    });
    return fresh && outputs.size === 0;
  });
}

// These start or render what the sources say. The others watch, stop or repair a running platform with its own build.
const needsThisBuild = new Set(['up', 'dev', 'test', 'bench', 'generate', 'cost', 'destroy-plan', 'new', 'adopt']);

async function build() {
  say('compiling what changed');
  try {
    await run(pinnedNode, [join(root, 'tools', 'build.mjs')], 'compiling', {
      hint: 'Fix the source file above, then run this again.',
    });
  } catch (error) {
    // A running platform can be stopped even if a source has an error. `--instance NAME` may stand before the command.
    const command = process.argv.slice(2).find((word, at, all) => word[0] !== '-' && all[at - 1] !== '--instance');
    if (
      command === undefined ||
      needsThisBuild.has(command) ||
      !existsSync(join(root, 'cli', 'dist', 'src', 'main.js'))
    )
      throw error;
    say(`! ${error.message}\n  ${command} uses the last successful build.`);
  }
}

// --- one at a time --------------------------------------------------------------------------------------------------

const ownerOf = (folder) => {
  try {
    return readFileSync(join(folder, 'owner'), 'utf8');
  } catch {
    return undefined;
  }
};

/** A dead owner is recognised by its pid; one whose pid now belongs to another process, by its silent heartbeat. */
function isStale(owner) {
  const silentMs = Date.now() - (stat(lockFolder)?.mtimeMs ?? Date.now());
  if (!/^[1-9]\d*$/.test(owner ?? '')) return silentMs > 5_000; // Killed before it had written its pid. 0 is our own group.
  try {
    process.kill(Number(owner), 0);
    return silentMs > 30_000;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function removeStaleLock(owner) {
  // Renaming is atomic: when two processes remove the same stale lock, the slower one notices that it moved a fresh lock, and puts it back.
  const aside = `${lockFolder}.${process.pid}`;
  try {
    renameSync(lockFolder, aside);
    if (ownerOf(aside) !== owner) renameSync(aside, lockFolder);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

async function takeLock() {
  mkdirSync(dirname(lockFolder), { recursive: true });
  for (let announced = false; ;) {
    try {
      mkdirSync(lockFolder);
      writeFileSync(join(lockFolder, 'owner'), String(process.pid));
      const heartbeat = setInterval(() => utimesSync(lockFolder, new Date(), new Date()), 1_000);
      return () => {
        clearInterval(heartbeat);
        rmSync(lockFolder, { recursive: true, force: true });
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = ownerOf(lockFolder);
    if (isStale(owner)) {
      removeStaleLock(owner);
      continue;
    }
    if (!announced) say('waiting for another fairway process that is installing or compiling');
    announced = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

// --- running --------------------------------------------------------------------------------------------------------

const failure = (what, hint) => Object.assign(new Error(what), { hint });

/** `kill -9` of npm leaves its children running, but nobody waits for their work any more. */
function npmIsGone() {
  const npmPid = process.env.FAIRWAY_NPM_PID;
  if (npmPid === undefined) return false;
  try {
    process.kill(Number(npmPid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function run(command, args, doing, { hint }) {
  return new Promise((resolve, reject) => {
    const startedMs = Date.now();
    // A child's output goes to standard error: standard output belongs to the command that runs afterwards.
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
    const watch = setInterval(() => {
      if (npmIsGone()) child.kill('SIGKILL');
    }, 500);
    const progress = setInterval(
      () => say(`  still ${doing}, ${Math.round((Date.now() - startedMs) / 1000)} s`),
      10_000,
    );
    const finish = (error) => {
      clearInterval(watch);
      clearInterval(progress);
      if (error === undefined) resolve();
      else reject(error);
    };
    child.on('error', (error) =>
      finish(failure(`${command} could not be started: ${error.message}.`, 'Install npm; it comes with Node.js.')),
    );
    child.on('exit', (code, signal) => {
      const took = ((Date.now() - startedMs) / 1000).toFixed(1);
      if (code === 0) say(`✓ ${doing}: done in ${took} s`);
      finish(
        code === 0 ? undefined : failure(`${doing} failed (${signal ?? `exit code ${code}`}) after ${took} s.`, hint),
      );
    });
  });
}

try {
  if (!dependenciesAreInstalled() || !buildIsCurrent()) {
    const release = await takeLock();
    try {
      // Check again under the lock: its previous holder may have done the work.
      if (!dependenciesAreInstalled()) await installDependencies();
      if (!buildIsCurrent()) await build();
    } finally {
      release();
    }
  }
} catch (error) {
  say(`✗ ${error.message}`);
  if (error.hint === undefined) say(error.stack);
  else say(`  ${error.hint}`);
  process.exitCode = 1;
}

import { FairwayError } from '@fairway/errors';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MINIMUM_MAJOR = 17;
// Takes 0.1 s, on a busy machine a hundred times as long. A hanging command must not block the start.
const VERSION_TIMEOUT_MS = 60_000;

/** A Java runtime on this machine. */
export interface Java {
  readonly command: string;
  readonly majorVersion: number;
  /** The whole output of `java -version`: it differs whenever a class-data archive of another Java would not fit. */
  readonly build: string;
}

/**
 * Finds a Java of version 17 or newer by JAVA_HOME, then by PATH.
 * @throws FairwayError prerequisite_missing
 */
export async function findJava(): Promise<Java> {
  const javaHome = process.env['JAVA_HOME'];
  const tooOld: Java[] = [];
  for (const command of [...(javaHome ? [join(javaHome, 'bin', 'java')] : []), 'java']) {
    const java = await ask(command);
    if (java && java.majorVersion >= MINIMUM_MAJOR) return java;
    if (java) tooOld.push(java);
  }
  const found = tooOld.map((java) => `${java.command} is version ${java.majorVersion}`).join(', ');
  throw new FairwayError(
    'prerequisite_missing',
    `Apache Kafka needs Java ${MINIMUM_MAJOR} or newer; ${found === '' ? 'no Java was found by JAVA_HOME or PATH' : found}.`,
    {
      hint: 'Debian, Ubuntu: sudo apt-get install openjdk-17-jre-headless · macOS: brew install openjdk@17, then export JAVA_HOME="$(brew --prefix openjdk@17)".',
    },
  );
}

async function ask(command: string): Promise<Java | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, ['-version'], {
      timeout: VERSION_TIMEOUT_MS,
      env: { PATH: process.env['PATH'] },
    });
    const build = (stdout + stderr).trim();
    const majorVersion = parseJavaMajor(build);
    return majorVersion === undefined ? undefined : { command, majorVersion, build };
  } catch {
    return undefined; // not there, or macOS's placeholder that only advertises an installer
  }
}

/** `17` from `openjdk version "17.0.15"`, `8` from `java version "1.8.0_292"`. */
export function parseJavaMajor(versionText: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(versionText) ?? [];
  const major = first === '1' ? second : first;
  return major === undefined ? undefined : Number(major);
}

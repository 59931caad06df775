import { FairwayError } from '@fairway/errors';
import { findJava } from './java.js';
import { isKafkaInstalled } from './kafka-install.js';
import { findMaven } from './maven.js';
import { unprivilegedAccount } from './postgres-account.js';
import { findPostgresBinaries } from './postgres-binaries.js';

/** The result of one check of this machine. */
export interface PrerequisiteCheck {
  readonly id: 'java' | 'maven' | 'postgres';
  readonly status: 'pass' | 'fail';
  readonly message: string;
  /** How to install what is missing; empty when the check passes. */
  readonly fix: string;
}

/** Checks what this machine must have before local servers can start. Takes about 0.1 s and changes nothing. */
export async function checkPrerequisites(): Promise<PrerequisiteCheck[]> {
  return await Promise.all([
    check('java', async () => {
      const { command, majorVersion } = await findJava();
      return `Java ${majorVersion} (${command})`;
    }),
    check('maven', async () => {
      if (await isKafkaInstalled()) return 'Maven is not needed: Apache Kafka is installed';
      return `Maven (${await findMaven()})`;
    }),
    check('postgres', async () => {
      const account = await unprivilegedAccount();
      const { postgres } = findPostgresBinaries();
      return `PostgreSQL (${postgres})${account ? `, to run as uid ${account.uid}` : ''}`;
    }),
  ]);
}

async function check(id: PrerequisiteCheck['id'], find: () => Promise<string>): Promise<PrerequisiteCheck> {
  try {
    return { id, status: 'pass', message: await find(), fix: '' };
  } catch (error) {
    if (!(error instanceof FairwayError)) throw error;
    return { id, status: 'fail', message: error.message, fix: error.hint };
  }
}

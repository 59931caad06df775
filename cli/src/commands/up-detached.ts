import { FairwayError } from '@fairway/errors';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Context } from '../command-line/context.js';
import { findInstance, type Instance } from '../instance/instance.js';
import { portBaseFor } from '../instance/port-plan.js';
import { findRunning } from '../supervisor/already-running.js';
import { renderReadyReport, type ReadyReport } from '../supervisor/ready-report.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import type { SupervisorMessage } from './supervise.js';
import type { UpInput } from './up.js';

/** Starts a supervisor in its own session and returns when the platform is ready, or reports why it is not. */
export const upDetached: Command<UpInput, ReadyReport> = {
  stopsItself: true,

  async run(input, context) {
    requireSoundCatalog(context.root);
    const instance = findInstance(context.root, input.instance);
    const running = findRunning(instance, { observed: input.with.includes('observability') });
    if (running !== undefined) return running;
    portBaseFor(context.root, instance, context.env);
    const supervisor = spawnSupervisor(instance, input, context);
    const report = await untilReady(supervisor, instance, context);
    supervisor.disconnect();
    supervisor.unref();
    return report;
  },

  render: renderReadyReport,
};

function spawnSupervisor(instance: Instance, input: UpInput, { root }: Context): ChildProcess {
  mkdirSync(instance.logFolder, { recursive: true });
  const log = openSync(instance.supervisorLogPath, 'a');
  const args = [
    'supervise',
    '--instance',
    instance.name,
    ...(input.sample ? [] : ['--no-sample']),
    ...withArguments(input),
  ];
  return spawn(process.execPath, [join(root, 'cli', 'dist', 'src', 'main.js'), ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
}

const withArguments = ({ with: extras }: UpInput) => extras.flatMap((extra) => ['--with', extra]);

async function untilReady(
  supervisor: ChildProcess,
  instance: Instance,
  { progress, stopping, forced }: Context,
): Promise<ReadyReport> {
  const stop = () => void supervisor.kill('SIGTERM');
  stopping.addEventListener('abort', stop);
  forced.addEventListener('abort', () => void supervisor.kill('SIGKILL'));
  // The channel closes after its last message, whereas the exit event may come before that message.
  const ended = Promise.all([once(supervisor, 'exit'), once(supervisor, 'disconnect')]);
  let failure: FairwayError | undefined;
  const report = await new Promise<ReadyReport | undefined>((resolve) => {
    supervisor.on('message', (message: SupervisorMessage) => {
      if ('progress' in message) progress(message.progress);
      else if ('ready' in message) resolve(message.ready);
      else failure = new FairwayError(message.error.code, message.error.message, message.error);
    });
    void ended.then(() => resolve(undefined));
  });
  if (report !== undefined) return report;
  throw (
    failure ??
    new FairwayError('failed', 'The supervisor ended before the platform was ready.', {
      hint: `Its log is in ${instance.supervisorLogPath}`,
    })
  );
}

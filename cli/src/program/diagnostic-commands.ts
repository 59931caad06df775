import { domain } from '@fairway/domain';
import { Argument, Option, type Command } from 'commander';
import { durationMs, instanceOption, jsonOption, uuid, type InstanceOptions, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Options = InstanceOptions & JsonOption;

const { entity } = domain;

export function addDiagnosticCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Look:');
  program
    .command('status')
    .description('show what is running, since when, and what it waits for')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options) =>
      runner.once({ name: 'status', input, json }, async () => (await import('../commands/status.js')).status),
    );
  addLogs(program, runner);
  program
    .command('journey')
    .description(`follow one ${entity.name} through HTTP, tables, topics and handlers`)
    .addArgument(new Argument(`<${entity.idName}>`, entity.idHint).argParser(uuid))
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action((id: string, { json, instance }: Options) =>
      runner.once(
        { name: 'journey', input: { id, instance }, json },
        async () => (await import('../commands/journey.js')).journey,
      ),
    );
  program
    .command('smoke')
    .description(`place ${entity.withArticle} through the public API and check every hop`)
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options) =>
      runner.once({ name: 'smoke', input, json }, async () => (await import('../commands/smoke.js')).smoke),
    );
  program
    .command('doctor')
    .description('check whether this machine has what the platform needs')
    .option('--aws', 'check the AWS account instead: settings, quotas, existing resources; changes nothing')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options & { aws?: boolean }) =>
      runner.once({ name: 'doctor', input, json }, async () => (await import('../commands/doctor.js')).doctor),
    );
}

function addLogs(program: Command, runner: Runner): void {
  program
    .command('logs')
    .description('show the logs, merged by time')
    .argument('[service]', 'only this process')
    .option('-f, --follow', 'keep printing new lines')
    .option('--grep <text>', 'only lines that contain this text, such as an id')
    .addOption(
      new Option('--since <duration>', 'only lines younger than this, for example 30s, 10m or 2h').argParser(
        durationMs,
      ),
    )
    .addOption(instanceOption())
    .addOption(jsonOption('print each line as one JSON object'))
    .action(
      (
        service: string | undefined,
        { json, since, ...options }: Options & { follow?: boolean; grep?: string; since?: number },
      ) => {
        const input = { ...options, service, sinceMs: since };
        return runner.stream({ name: 'logs', input, json }, async () => (await import('../commands/logs.js')).logs);
      },
    );
}

import { domain } from '@fairway/domain';
import { Argument, Option, type Command } from 'commander';
import {
  assignment,
  durationMs,
  filled,
  httpAddress,
  instanceOption,
  jsonOption,
  traceOrEntityId,
  type InstanceOptions,
  type JsonOption,
} from './options.js';
import type { Runner } from './runner.js';

type Options = InstanceOptions & JsonOption;
type Server = 'prometheus' | 'alertmanager' | 'logs' | 'traces';

/** Of a platform that was started with observability. */
export function addTelemetryCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Watch (after up --with observability):');
  program
    .command('alerts')
    .description('show which alerts fire or are about to, and their runbooks')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options) =>
      runner.once({ name: 'alerts', input, json }, async () => (await import('../commands/alerts.js')).alerts),
    );
  program
    .command('slo')
    .description('show how the objectives are kept, and what is left of the error budgets')
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(({ json, ...input }: Options) =>
      runner.once({ name: 'slo', input, json }, async () => (await import('../commands/slo.js')).slo),
    );
  program
    .command('query')
    .description('evaluate an expression in PromQL')
    .addArgument(new Argument('<promql>', "such as 'sum by (service) (up)'").argParser(filled))
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action((expression: string, { json, instance }: Options) =>
      runner.once(
        { name: 'query', input: { expression, instance }, json },
        async () => (await import('../commands/query.js')).query,
      ),
    );
  addDashboard(program, runner);
  program
    .command('trace')
    .description(`show the spans, log lines and measurements of a trace, or of ${domain.entity.withArticle}`)
    .addArgument(
      new Argument('<id>', `the id of a trace, or of ${domain.entity.withArticle}`).argParser(traceOrEntityId),
    )
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action((id: string, { json, instance }: Options) =>
      runner.once(
        { name: 'trace', input: { id, instance }, json },
        async () => (await import('../commands/trace.js')).trace,
      ),
    );
  program
    .command('open')
    .description('open a page of what watches the platform, and print its address')
    .addArgument(new Argument('<server>', 'what to open').choices(['prometheus', 'alertmanager', 'logs', 'traces']))
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action((server: Server, { json, instance }: Options) =>
      runner.once(
        { name: 'open', input: { server, instance }, json },
        async () => (await import('../commands/open.js')).open,
      ),
    );
}

function addDashboard(program: Command, runner: Runner): void {
  program
    .command('dashboard')
    .description('draw a dashboard with the newest metrics, as one HTML page')
    .argument('<name>', 'such as platform, service, messaging or objectives')
    .addOption(
      new Option('--from <duration>', 'how far back it goes, for example 15m or 6h')
        .argParser(durationMs)
        .default(durationMs('15m'), '15m'),
    )
    .addOption(
      new Option('--var <name=value>', 'the value of a variable, such as service=auth-service').argParser(assignment),
    )
    .addOption(new Option('--out <file>', 'where to write the page').argParser(filled))
    .addOption(new Option('--prometheus <url>', 'another Prometheus than that of the instance').argParser(httpAddress))
    .addOption(instanceOption())
    .addOption(jsonOption())
    .action(
      (
        name: string,
        {
          json,
          from,
          var: variables,
          ...input
        }: Options & { from: number; var?: Record<string, string>; out?: string; prometheus?: string },
      ) =>
        runner.once(
          { name: 'dashboard', input: { ...input, name, periodMs: from, variables }, json },
          async () => (await import('../commands/dashboard.js')).dashboard,
        ),
    );
}

import { Argument, type Command, Option } from 'commander';
import { addressOrId, instanceOption, jsonOption, type InstanceOptions, type JsonOption } from './options.js';
import type { Runner } from './runner.js';

type Options = InstanceOptions & JsonOption & { readonly url?: string };

const explanation = `
With --url it acts on a remote platform through its public API; FAIRWAY_ADMIN_EMAIL and FAIRWAY_ADMIN_PASSWORD
then say who you are. On this machine they take precedence over the password in secrets.json. docs/guides/accounts.md says when to do what.`;

export function addAdminCommands(program: Command, runner: Runner): void {
  program.commandsGroup('Repair:');
  const admin = program
    .command('admin')
    .description('find accounts, end their sessions, disable and enable them')
    .addHelpText('after', explanation);
  ofAccount(admin.command('show').description('show an account and its sessions')).action(
    (account: string, { json, ...platform }: Options) =>
      runner.once(
        { name: 'admin show', input: { account, ...platform }, json },
        async () => (await import('../commands/admin-show.js')).adminShow,
      ),
  );
  ofAccount(admin.command('end-sessions').description('end all sessions of an account; it can log in again')).action(
    (account: string, { json, ...platform }: Options) =>
      runner.once(
        { name: 'admin end-sessions', input: { account, ...platform }, json },
        async () => (await import('../commands/admin-end-sessions.js')).adminEndSessions,
      ),
  );
  ofAccount(admin.command('disable').description('end all sessions of an account and refuse further logins')).action(
    (account: string, { json, ...platform }: Options) =>
      runner.once(
        { name: 'admin disable', input: { account, ...platform }, json },
        async () => (await import('../commands/admin-disable.js')).adminDisable,
      ),
  );
  ofAccount(admin.command('enable').description('allow a disabled account to log in again')).action(
    (account: string, { json, ...platform }: Options) =>
      runner.once(
        { name: 'admin enable', input: { account, ...platform }, json },
        async () => (await import('../commands/admin-enable.js')).adminEnable,
      ),
  );
  withPlatformOptions(
    admin.command('password').description('give the administrator a new password and end all sessions of that account'),
  ).action(({ json, ...platform }: Options) =>
    runner.once(
      { name: 'admin password', input: platform, json },
      async () => (await import('../commands/admin-password.js')).adminPassword,
    ),
  );
}

function ofAccount(command: Command): Command {
  return withPlatformOptions(
    command.addArgument(new Argument('<account>', "the account's e-mail address or id").argParser(addressOrId)),
  );
}

function withPlatformOptions(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', "the platform's URL, for example https://api.example.com").env('FAIRWAY_URL'))
    .addOption(instanceOption())
    .addOption(jsonOption());
}

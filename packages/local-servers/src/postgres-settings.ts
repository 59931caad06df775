export interface PostgresSettings {
  readonly port: number;
  readonly maxConnections: number;
  readonly durable: boolean;
}

/**
 * Settings given on the command line at each start rather than kept in the data folder, so that a newer version of this
 * list reaches data made by an older one.
 */
export function postgresArgs({ port, maxConnections, durable }: PostgresSettings): string[] {
  const onlyIfDurable = durable ? 'on' : 'off';
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    // A socket's path may have 107 bytes; the data folder of a deep clone has more. TCP is enough.
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: '128MB',
    // Without them an operating system crash loses data; a killed server loses nothing either way, because commits still
    // wait for the log to reach the kernel.
    fsync: onlyIfDurable,
    full_page_writes: onlyIfDurable,
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%u@%d ',
    // Statements and the details of errors hold passwords and personal data (`Key (email)=(...) already exists`).
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

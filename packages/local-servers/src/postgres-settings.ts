export interface PostgresSettings {
  readonly port: number;
  readonly maxConnections: number;
  readonly durable: boolean;
}

/**
 * Settings for the command line of each start. They are not kept in the data folder, so that a newer version of this
 * list applies to older data.
 */
export function postgresArgs({ port, maxConnections, durable }: PostgresSettings): string[] {
  const onlyIfDurable = durable ? 'on' : 'off';
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    // A socket's path may have 107 bytes, and the data folder of a deep clone has more. TCP is enough.
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: '128MB',
    // Without these, a crash of the operating system loses data. A killed server loses nothing either way, because
    // commits still wait until the log has reached the kernel.
    fsync: onlyIfDurable,
    full_page_writes: onlyIfDurable,
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%u@%d ',
    // Statements and error details contain passwords and personal data (`Key (email)=(...) already exists`).
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

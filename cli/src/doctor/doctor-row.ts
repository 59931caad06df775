export interface DoctorRow {
  readonly id: string;
  readonly group:
    | 'Toolchain'
    | 'Instance'
    | 'Ports'
    | 'Resources'
    | 'AWS settings'
    | 'AWS account'
    | 'Account-wide settings'
    | 'Quotas'
    | 'Region'
    | 'Domain';
  readonly status: 'pass' | 'warn' | 'fail' | 'skip';
  readonly message: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly fix: string;
}

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
  /** What to do about it; empty when nothing needs to be done. */
  readonly fix: string;
}

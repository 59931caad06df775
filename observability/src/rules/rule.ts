/**
 * A page wakes a person: users suffer, or will within minutes. A ticket can wait until the morning. The watchdog always
 * fires; its silence is what alerts.
 */
export type Severity = 'page' | 'ticket' | 'watchdog';

/** Durations, also those that are compared with ages, are written as PromQL has them, such as `5m`. */
export interface Alert {
  readonly alert: string;
  /** PromQL; LogQL for Loki. */
  readonly expr: string;
  /** How long the expression must hold. */
  readonly for: string;
  readonly severity: Severity;
  /** Of what it tells; undefined when each series has the label `service`. */
  readonly service?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** One line for a phone, with the labels of the series as `{{ $labels.name }}`. */
  readonly summary: string;
  /** The figure behind it, and what follows. */
  readonly description: string;
}

/** An expression whose result is kept as a series of its own. */
export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  /** Why these rules exist, as a comment in the rendered file. */
  readonly purpose: string;
  readonly rules: readonly (Alert | Recording)[];
}

export const isAlert = (rule: Alert | Recording): rule is Alert => 'alert' in rule;

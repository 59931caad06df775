import type { FairwayError } from '@fairway/errors';
import { printable } from './printable.js';
import type { Style } from './style.js';

const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '  ');

/** What happened, why, and how to fix it. */
export function renderError(error: FairwayError, style: Style): string {
  return [
    `${style.red('✗')} ${style.bold(printable(error.message))}`,
    ...(error.cause === undefined || error.cause === '' ? [] : [indent(printable(error.cause))]),
    indent(`${style.cyan('→')} ${error.hint}`),
  ].join('\n');
}

/** The document that `--json` prints, for both success and failure. */
export function jsonDocument(
  command: string,
  startedAtMs: number,
  outcome: { data: unknown; ok: boolean } | FairwayError,
): string {
  const durationMs = Math.round(performance.now() - startedAtMs);
  if ('data' in outcome) return JSON.stringify({ schema: 1, ok: outcome.ok, command, data: outcome.data, durationMs });
  const { code, message, cause, hint } = outcome;
  return JSON.stringify({
    schema: 1,
    ok: false,
    command,
    error: { code, message, cause: cause ?? null, hint },
    durationMs,
  });
}

import { domain } from '@fairway/domain';
import { InvalidArgumentError, Option } from 'commander';
import { parseDurationMs } from '../command-line/duration.js';

export interface InstanceOptions {
  readonly instance: string;
}

export interface JsonOption {
  readonly json?: boolean;
}

export function instanceOption(): Option {
  return new Option('--instance <name>', 'the isolated run of the platform to use')
    .env('FAIRWAY_INSTANCE')
    .default('default');
}

export function jsonOption(description = 'print one JSON document instead of text'): Option {
  return new Option('--json', description);
}

const durationMaxMs = 3_650 * 24 * 60 * 60 * 1_000;

export function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  if (ms !== undefined && ms <= durationMaxMs) return ms;
  throw new InvalidArgumentError('Use a number followed by s, m, h or d, for example 10m; 3650d at most.');
}

const uuidForm = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function uuid(text: string): string {
  if (uuidForm.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    `${capitalized(domain.entity.withArticle)} id is a UUID, for example 0192f0c1-5b7e-7cc3-98c4-dc0c0c07398f.`,
  );
}

export function traceOrEntityId(text: string): string {
  if (uuidForm.test(text) || /^[\da-f]{32}$/i.test(text)) return text.toLowerCase();
  const { withArticle, idHint } = domain.entity;
  throw new InvalidArgumentError(
    `The id of a trace has 32 hexadecimal digits, and that of ${withArticle} is a UUID. ${idHint}`,
  );
}

export function addressOrId(text: string): string {
  if (uuidForm.test(text)) return text.toLowerCase();
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return text;
  throw new InvalidArgumentError('Use an e-mail address, or an id such as 0192f0c1-5b7e-7cc3-98c4-dc0c0c07398f.');
}

const countMax = 1_000_000;

export function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= countMax) return Number(text);
  throw new InvalidArgumentError(`Use a whole number from 1 to ${countMax}.`);
}

/** Parses an option whose text must not be empty. */
export function filled(text: string): string {
  if (/\S/.test(text)) return text;
  throw new InvalidArgumentError('It is empty.');
}

/** Collects `name=value` from an option that may be repeated. */
export function assignment(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('Use name=value.');
  return { ...before, [name]: value };
}

export function httpAddress(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('Use an address such as http://127.0.0.1:9090.');
}

const capitalized = (text: string) => text.replace(/^./, (first) => first.toUpperCase());

import { withPostgres } from '@fairway/local-servers';
import type pg from 'pg';
import { answered } from '../command-line/answered.js';

/** Reads or changes a few rows for a person who is waiting. */
export function askPostgres<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return answered('PostgreSQL', withPostgres(url, work));
}

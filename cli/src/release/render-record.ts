import { type ReleaseRecord, titleOf } from '@fairway/deploy';
import type { Style } from '../command-line/style.js';

/** What a release command says at its end. */
export function renderReleased(record: ReleaseRecord, style: Style): string {
  const { environment, images, overrides, startedAt, finishedAt } = record;
  const seconds = Math.round((Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1_000);
  const ignored = Object.entries(overrides).map(([check, reason]) => `\n  in spite of ${check}: ${reason}`);
  return `${style.green('✓')} ${environment} runs ${titleOf(record)}: ${Object.keys(images).length} images, in ${seconds} s${ignored.join('')}`;
}

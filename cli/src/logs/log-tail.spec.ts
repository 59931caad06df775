import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogTail } from './log-tail.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-log-'));
  path = join(folder, 'a.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the tail of a log', () => {
  it('returns each line once, and only complete lines', () => {
    writeFileSync(path, 'one\ntw');
    const tail = new LogTail(path, 'start');
    expect(tail.read()).toEqual(['one']);
    expect(tail.read()).toEqual([]);
    appendFileSync(path, 'o\nthree\n');
    expect(tail.read()).toEqual(['two', 'three']);
  });

  it('can start with the lines that are written from now on', () => {
    writeFileSync(path, 'old\n');
    const tail = new LogTail(path, 'end');
    appendFileSync(path, 'new\n');
    expect(tail.read()).toEqual(['new']);
  });

  it('waits for a missing file, and starts over in a truncated one', () => {
    const tail = new LogTail(path, 'end');
    expect(tail.read()).toEqual([]);
    writeFileSync(path, 'a long first line\n');
    expect(tail.read()).toEqual(['a long first line']);
    writeFileSync(path, 'short\n');
    expect(tail.read()).toEqual(['short']);
  });

  it('keeps a character whole that spans two reads', () => {
    const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)];
    writeFileSync(path, first);
    const tail = new LogTail(path, 'start');
    expect(tail.read()).toEqual([]);
    appendFileSync(path, second);
    expect(tail.read()).toEqual(['é']);
  });

  it('can skip lines that come too fast to read', () => {
    writeFileSync(path, 'one\n');
    const tail = new LogTail(path, 'start');
    expect(tail.skipToEnd()).toBe(4);
    expect(tail.read()).toEqual([]);
  });
});

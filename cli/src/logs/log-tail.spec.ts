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
  it('gives each line once, and only whole ones', () => {
    writeFileSync(path, 'one\ntw');
    const tail = new LogTail(path, 'start');
    expect(tail.read()).toEqual(['one']);
    expect(tail.read()).toEqual([]);
    appendFileSync(path, 'o\nthree\n');
    expect(tail.read()).toEqual(['two', 'three']);
  });

  it('starts with what is written from now on, when told so', () => {
    writeFileSync(path, 'old\n');
    const tail = new LogTail(path, 'end');
    appendFileSync(path, 'new\n');
    expect(tail.read()).toEqual(['new']);
  });

  it('waits for a file that is not there yet, and starts over in one that was cut', () => {
    const tail = new LogTail(path, 'end');
    expect(tail.read()).toEqual([]);
    writeFileSync(path, 'a long first line\n');
    expect(tail.read()).toEqual(['a long first line']);
    writeFileSync(path, 'short\n');
    expect(tail.read()).toEqual(['short']);
  });

  it('keeps a character whole that two reads share', () => {
    const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)];
    writeFileSync(path, first);
    const tail = new LogTail(path, 'start');
    expect(tail.read()).toEqual([]);
    appendFileSync(path, second);
    expect(tail.read()).toEqual(['é']);
  });

  it('can leave out what nobody could read', () => {
    writeFileSync(path, 'one\n');
    const tail = new LogTail(path, 'start');
    expect(tail.skipToEnd()).toBe(4);
    expect(tail.read()).toEqual([]);
  });
});

import { open } from 'node:fs/promises';

const TAIL_BYTES = 64 * 1024;

/**
 * The last `count` lines of a log after `fromByte`; of the whole log when it has been truncated since, none when it
 * does not exist.
 */
export async function lastLines(
  file: string,
  { count, fromByte }: { count: number; fromByte: number },
): Promise<string[]> {
  await using log = await open(file, 'r').catch(() => null);
  if (log === null) return [];
  const { size } = await log.stat();
  const start = Math.max(fromByte > size ? 0 : fromByte, size - TAIL_BYTES);
  const { buffer, bytesRead } = await log.read(Buffer.alloc(size - start), 0, size - start, start);
  const lines = buffer.toString('utf8', 0, bytesRead).trimEnd();
  return lines === '' ? [] : lines.split('\n').slice(-count);
}

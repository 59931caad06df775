import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1024 * 1024;
const newline = 0x0a;

/**
 * The lines of a log, including its rotated file, that contain one of the texts. Searches bytes, so that large logs are
 * fast.
 */
export function findLines(path: string, texts: readonly string[]): string[] {
  const needles = texts.map((text) => Buffer.from(text));
  return [`${path}.1`, path].flatMap((file) => searchFile(file, needles));
}

function searchFile(path: string, needles: readonly Buffer[]): string[] {
  const file = openIfThere(path);
  if (file === undefined) return [];
  const found: string[] = [];
  try {
    let rest = Buffer.alloc(0);
    const chunk = Buffer.alloc(chunkBytes);
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
      const block = Buffer.concat([rest, chunk.subarray(0, length)]);
      // The last line may continue in the next chunk.
      const end = block.lastIndexOf(newline) + 1;
      found.push(...searchBlock(block.subarray(0, end), needles));
      rest = block.subarray(end);
    }
  } finally {
    closeSync(file);
  }
  return found;
}

function searchBlock(block: Buffer, needles: readonly Buffer[]): string[] {
  const starts = new Set<number>();
  for (const needle of needles) {
    for (let at = block.indexOf(needle); at >= 0; at = block.indexOf(needle, block.indexOf(newline, at))) {
      starts.add(block.lastIndexOf(newline, at) + 1);
    }
  }
  return [...starts]
    .sort((one, other) => one - other)
    .map((start) => block.toString('utf8', start, block.indexOf(newline, start)));
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

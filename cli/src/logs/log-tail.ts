import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const chunkBytes = 256 * 1024;

/** Reads a growing log line by line, starting at a given place. The file may be missing at first, or be truncated. */
export class LogTail {
  readonly #path: string;
  #offset: number;
  #decoder = new StringDecoder('utf8');
  #rest = '';

  /** @param from `end` for only what is written from now on */
  constructor(path: string, from: 'start' | 'end') {
    this.#path = path;
    this.#offset = from === 'start' ? 0 : sizeOf(path);
  }

  /** The lines written since the last call, at most 256 KiB; empty when there are none. */
  read(): string[] {
    const file = this.#open();
    if (file === undefined) return [];
    try {
      if (fstatSync(file).size < this.#offset) this.#moveTo(0);
      const buffer = Buffer.alloc(chunkBytes);
      const length = readSync(file, buffer, 0, chunkBytes, this.#offset);
      this.#offset += length;
      const lines = (this.#rest + this.#decoder.write(buffer.subarray(0, length))).split('\n');
      this.#rest = lines.pop() ?? '';
      return lines;
    } finally {
      closeSync(file);
    }
  }

  get isAtEnd(): boolean {
    return this.#offset >= sizeOf(this.#path);
  }

  /** Skips unread lines and returns their size, for logs that grow faster than people can read. */
  skipToEnd(): number {
    const size = sizeOf(this.#path);
    const skippedBytes = Math.max(size - this.#offset, 0);
    if (skippedBytes > 0) this.#moveTo(size);
    return skippedBytes;
  }

  #moveTo(offset: number): void {
    this.#offset = offset;
    this.#rest = '';
    this.#decoder = new StringDecoder('utf8');
  }

  #open(): number | undefined {
    try {
      return openSync(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

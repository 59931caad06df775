import { once } from 'node:events';
import { SourceMap, type SourceMapPayload } from 'node:module';

interface Script {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

interface Pause {
  readonly callFrames: readonly { readonly location: { scriptId: string; lineNumber: number; columnNumber: number } }[];
  readonly hitBreakpoints?: readonly string[];
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/**
 * Does what VS Code and Chrome do with a port of Node's inspector: it finds the process by HTTP, reads its scripts, and
 * sets breakpoints in TypeScript through their source maps.
 */
export class DebuggerClient implements Disposable {
  readonly #socket: WebSocket;
  readonly #scripts: Script[] = [];
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  #pause = Promise.withResolvers<Pause>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
  }

  static async attach(port: number): Promise<DebuggerClient> {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
    if (target === undefined) throw new Error('The inspector lists no process.');
    const socket = new WebSocket(target.webSocketDebuggerUrl);
    await once(socket, 'open');
    const client = new DebuggerClient(socket);
    // It reports every loaded script before it answers.
    await client.send('Debugger.enable');
    return client;
  }

  async send<Result>(method: string, params: object = {}): Promise<Result> {
    const id = this.#answers.size + 1;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return (await answer.promise) as Result;
  }

  /** @param path of the TypeScript file; lines count from 1 */
  async setBreakpoint(path: string, line: number): Promise<string> {
    for (const { scriptId, url, map } of this.#mapped()) {
      if (!map.payload.sources.some((source) => source === path)) continue;
      const { scriptSource } = await this.send<{ scriptSource: string }>('Debugger.getScriptSource', { scriptId });
      const place = generatedPlace(map, scriptSource, line);
      const { breakpointId } = await this.send<{ breakpointId: string }>('Debugger.setBreakpointByUrl', {
        url,
        ...place,
      });
      return breakpointId;
    }
    throw new Error(`No loaded script has a source map that names ${path}.`);
  }

  /** The place at which the process stops next, in TypeScript. */
  async paused(): Promise<{ path: string; line: number; breakpoints: readonly string[] }> {
    const { callFrames, hitBreakpoints = [] } = await this.#pause.promise;
    this.#pause = Promise.withResolvers();
    const location = callFrames[0]?.location;
    const script = this.#mapped().find(({ scriptId }) => scriptId === location?.scriptId);
    const entry = location && script?.map.findEntry(location.lineNumber, location.columnNumber);
    if (entry === undefined || !('originalSource' in entry)) throw new Error('It stopped outside of TypeScript.');
    return { path: entry.originalSource, line: entry.originalLine + 1, breakpoints: hitBreakpoints };
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #mapped() {
    return this.#scripts.flatMap((script) => {
      const [, base64] = /^data:application\/json;base64,(.*)/.exec(script.sourceMapURL ?? '') ?? [];
      if (base64 === undefined || !script.url.startsWith('file:')) return [];
      const payload = JSON.parse(Buffer.from(base64, 'base64').toString()) as SourceMapPayload;
      return [{ ...script, map: new SourceMap(payload) }];
    });
  }

  #receive({ id, method, params, result, error }: Message): void {
    if (method === 'Debugger.scriptParsed') this.#scripts.push(params as Script);
    if (method === 'Debugger.paused') this.#pause.resolve(params as Pause);
    if (id === undefined) return;
    const answer = this.#answers.get(id);
    if (error === undefined) answer?.resolve(result);
    else answer?.reject(new Error(error.message));
  }
}

/** The first place in the script that was compiled from a line of its source. */
function generatedPlace(map: SourceMap, script: string, line: number): { lineNumber: number; columnNumber: number } {
  for (const [lineNumber, text] of script.split('\n').entries())
    for (let columnNumber = 0; columnNumber < text.length; columnNumber += 1) {
      const entry = map.findEntry(lineNumber, columnNumber);
      if ('originalLine' in entry && entry.originalLine === line - 1 && entry.generatedLine === lineNumber)
        return { lineNumber, columnNumber };
    }
  throw new Error(`No code was compiled from line ${line}.`);
}

import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { httpServerRefused } from '../metrics/http-metrics.js';
import { logger } from '../telemetry/logger.js';
import type { AnswerHeaders } from './answer-headers.js';
import { problemDetails, problemMediaType } from './problem-details.js';
import { Problem } from './problem.js';

// A connection that is closed with bytes unread is reset, and the answer may be lost with it. So long we read on.
const lingerMs = 1_000;
// Node's maxHeaderSize.
const headBytesMax = 16 * 1024;

/**
 * Answers, as every other error, what Node refuses before there is a request: what its parser cannot read or is not sent
 * in time, unknown expectations (417) and CONNECT (405).
 */
export function answerRefusedRequests(server: Server, answerHeaders: AnswerHeaders): void {
  server.on('clientError', (error: ParserError, socket: Socket) => refuseConnection(error, socket, answerHeaders));
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem('expectation_failed', {
      detail: 'The one expectation that is known here is 100-continue.',
    });
    const { head, body } = answerTo(problem, answerHeaders);
    response.writeHead(problem.status, head).end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    send(
      socket,
      new Problem('method_not_allowed', { detail: 'This is no proxy.', headers: { allow: '' } }),
      answerHeaders,
    );
  });
}

interface ParserError extends Error {
  readonly code?: string;
  readonly reason?: string;
  readonly rawPacket?: Buffer;
}

function refuseConnection(error: ParserError, socket: Socket, answerHeaders: AnswerHeaders): void {
  // What comes after a request that was refused is read, and thrown away.
  if (socket.writableEnded && socket.readable) return;
  // Gone, or in the middle of an answer, which ours would only garble.
  if (error.code === 'ECONNRESET' || !socket.writable || answerBegan(socket)) {
    socket.destroy();
    return;
  }
  send(socket, problemOf(error), answerHeaders);
}

function problemOf(error: ParserError): Problem {
  const { code, reason, rawPacket } = error;
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return rawPacket !== undefined && isAddressTooLong(rawPacket.toString('latin1'))
        ? new Problem('uri_too_long', { detail: 'Address and headers have 16 KiB together.', cause: error })
        : new Problem('headers_too_large', { detail: 'Address and headers have 16 KiB together.', cause: error });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem('body_too_large', { detail: 'The extensions of a chunk have 16 KiB at most.', cause: error });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout', { cause: error });
    default:
      return new Problem('malformed_request', { ...(reason ? { detail: `${reason}.` } : {}), cause: error });
  }
}

/** Told apart only when the address came in one piece: else the headers are said to be too large, and are as well. */
function isAddressTooLong(packet: string): boolean {
  const [requestLine = ''] = packet.split('\n', 1);
  return /^[A-Z-]+ /.test(requestLine) && requestLine.length > headBytesMax;
}

function answerBegan(socket: Socket): boolean {
  // Node keeps the answer that is being written there.
  const { _httpMessage: answer } = socket as Socket & { _httpMessage?: ServerResponse | null };
  return answer?.headersSent === true;
}

function send(socket: Socket, problem: Problem, answerHeaders: AnswerHeaders): void {
  const { head, body } = answerTo(problem, answerHeaders);
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
  const linger = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(linger));
}

/** Also logs and counts it: no hook does. */
function answerTo(problem: Problem, answerHeaders: AnswerHeaders): { head: Record<string, string>; body: string } {
  const requestId = randomUUID();
  reportRefused(problem, requestId);
  const body = JSON.stringify(problemDetails(problem, requestId));
  const head = {
    ...answerHeaders,
    ...problem.headers,
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    'content-type': problemMediaType,
    date: new Date().toUTCString(),
    'x-request-id': requestId,
  };
  return { head, body };
}

/** A request that never came as far as the hooks, which log and count the others. */
export function reportRefused({ code, status, cause }: Problem, requestId: string): void {
  httpServerRefused.inc({ status });
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  logger.info({ problem: code, status, requestId, ...(reason === undefined ? {} : { reason }) }, 'refused');
}

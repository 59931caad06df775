import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { httpServerRefused } from '../metrics/http-metrics.js';
import { logger } from '../telemetry/logger.js';
import type { AnswerHeaders } from './answer-headers.js';
import { problemDetails, problemMediaType } from './problem-details.js';
import { Problem } from './problem.js';

// Closing a connection with unread bytes resets it, and the answer may be lost. So we keep reading for this long.
const lingerMs = 1_000;
// Node's maxHeaderSize.
const headBytesMax = 16 * 1024;

/**
 * Answers what Node refuses before a request exists, in the form of every other error: unparsable or slow requests,
 * unknown expectations (417) and CONNECT (405).
 */
export function answerRefusedRequests(server: Server, answerHeaders: AnswerHeaders): void {
  server.on('clientError', (error: ParserError, socket: Socket) => refuseConnection(error, socket, answerHeaders));
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const problem = new Problem('expectation_failed', {
      detail: 'The only supported expectation is 100-continue.',
    });
    const { head, body } = answerTo(problem, answerHeaders);
    response.writeHead(problem.status, head).end(body);
  });
  server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    send(
      socket,
      new Problem('method_not_allowed', { detail: 'This server is not a proxy.', headers: { allow: '' } }),
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
  // Bytes after a refused request are read and discarded.
  if (socket.writableEnded && socket.readable) return;
  // The caller is gone, or in the middle of an answer that ours would corrupt.
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
        ? new Problem('uri_too_long', { detail: 'Address and headers together may have at most 16 KiB.', cause: error })
        : new Problem('headers_too_large', {
            detail: 'Address and headers together may have at most 16 KiB.',
            cause: error,
          });
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem('body_too_large', { detail: 'Chunk extensions may have at most 16 KiB.', cause: error });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout', { cause: error });
    default:
      return new Problem('malformed_request', { ...(reason ? { detail: `${reason}.` } : {}), cause: error });
  }
}

/**
 * Recognised only when the address arrives in one packet. Otherwise the answer says that the headers are too large,
 * which is true as well.
 */
function isAddressTooLong(packet: string): boolean {
  const [requestLine = ''] = packet.split('\n', 1);
  return /^[A-Z-]+ /.test(requestLine) && requestLine.length > headBytesMax;
}

function answerBegan(socket: Socket): boolean {
  // Node stores the answer that is being written there.
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

/** Also logs and counts it, since no hook does. */
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

/** Reports a request that never reached the hooks, which log and count the others. */
export function reportRefused({ code, status, cause }: Problem, requestId: string): void {
  httpServerRefused.inc({ status });
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  logger.info({ problem: code, status, requestId, ...(reason === undefined ? {} : { reason }) }, 'refused');
}

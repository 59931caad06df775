// What the naive system posts its webhooks to.
import { createServer } from 'node:http';

createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(204).end());
}).listen(Number(process.env.PORT), '127.0.0.1');

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '@fairway/service-kit';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { Config } from '../config.js';
import { PartnerClient } from './partner-client.js';

let partner: Server | undefined;
let client: PartnerClient | undefined;
afterEach(async () => {
  await client?.onApplicationShutdown();
  partner?.close();
});

it.each([301, 302, 303, 307, 308])(
  'a signed webhook follows no redirect and does not count %i as an acceptance',
  async (status) => {
    const paths: (string | undefined)[] = [];
    partner = createServer(({ url }, response) => {
      paths.push(url);
      response.writeHead(url === '/webhooks' ? status : 204, { location: '/elsewhere' }).end();
    }).listen(0, '127.0.0.1');
    await once(partner, 'listening');
    const url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}`;
    client = new PartnerClient(
      loadConfig('event-processor', Config.schema, {
        PARTNER_WEBHOOK_URL: `${url}/webhooks`,
        PARTNER_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24).toString('base64')}`,
      }),
    );
    expect(await client.post('id', '{}', ROOT_CONTEXT)).toMatchObject({
      outcome: 'unavailable',
      error: `status ${status}`,
    });
    expect(paths).toEqual(['/webhooks']);
  },
);

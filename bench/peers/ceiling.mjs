// The ceiling: bare Fastify, one prepared statement for the row and its event; no token, no checks, no logs.
import fastify from 'fastify';
import pg from 'pg';

const { DATABASE_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16 });
await pool.query(`DROP TABLE IF EXISTS orders, outbox`);
await pool.query(`
  CREATE TABLE orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id text NOT NULL, currency text NOT NULL,
    total_minor bigint NOT NULL, items jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now()
  )`);
await pool.query('CREATE TABLE outbox (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload json NOT NULL)');
const insert = {
  name: 'insert',
  text: `
    WITH inserted AS (
      INSERT INTO orders (user_id, currency, total_minor, items) VALUES ($1, $2, $3, $4::jsonb) RETURNING id
    ), event AS (
      INSERT INTO outbox (payload) SELECT json_build_object('id', id, 'items', $4::json) FROM inserted
    )
    SELECT id FROM inserted`,
};

const app = fastify();
app.post('/api/orders', async (request, reply) => {
  const { currency, items } = request.body;
  const totalMinor = items.reduce((sum, { quantity }) => sum + quantity * 895, 0);
  const { rows } = await pool.query({ ...insert, values: ['a user', currency, totalMinor, JSON.stringify(items)] });
  return await reply.code(201).send({ id: rows[0].id });
});
await app.listen({ port: Number(PORT), host: '127.0.0.1' });

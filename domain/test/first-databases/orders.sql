CREATE TABLE orders (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'processed', 'cancelled')),
  currency text NOT NULL,
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  items jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  processed_at timestamptz,
  cancelled_at timestamptz
) WITH (
  fillfactor = 80
);
CREATE INDEX orders_of_user ON orders (user_id, id);
CREATE TABLE idempotency_keys (
  user_id uuid NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  order_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys USING brin (created_at);
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id uuid NOT NULL,
  aggregatetype text NOT NULL,
  aggregateid text NOT NULL,
  type text NOT NULL,
  payload json NOT NULL,
  headers json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
CREATE TABLE outbox_dead (
  id uuid PRIMARY KEY,
  aggregatetype text NOT NULL,
  aggregateid text NOT NULL,
  type text NOT NULL,
  payload json NOT NULL,
  headers json NOT NULL,
  created_at timestamptz NOT NULL,
  died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  cause text NOT NULL
);
CREATE TABLE inbox (
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  key text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  record_offset bigint NOT NULL,
  handled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer, event_id)
);
CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at);
CREATE TABLE migrations (
  id serial CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY,
  timestamp bigint NOT NULL,
  name character varying NOT NULL
);
INSERT INTO migrations (timestamp, name) VALUES (1764000000000, 'CreateOrders1764000000000');

-- Pending: the event of 1 is not published, the webhook of 2 not sent, that of 3 refused.
INSERT INTO orders VALUES
  ('019aa000-0000-7000-8000-000000000001', '019aa000-0000-7000-8000-0000000000aa', 'pending', 'EUR', 900, '[{"sku":"tea","quantity":2,"unitPriceMinor":450}]', '2026-11-20T10:00:00.000Z', NULL, NULL),
  ('019aa000-0000-7000-8000-000000000002', '019aa000-0000-7000-8000-0000000000aa', 'pending', 'EUR', 900, '[{"sku":"tea","quantity":2,"unitPriceMinor":450}]', '2026-11-20T10:00:00.000Z', NULL, NULL),
  ('019aa000-0000-7000-8000-000000000003', '019aa000-0000-7000-8000-0000000000aa', 'pending', 'EUR', 900, '[{"sku":"tea","quantity":2,"unitPriceMinor":450}]', '2026-11-20T10:00:00.000Z', NULL, NULL),
  ('019aa000-0000-7000-8000-000000000004', '019aa000-0000-7000-8000-0000000000aa', 'processed', 'EUR', 900, '[{"sku":"tea","quantity":2,"unitPriceMinor":450}]', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z', NULL),
  ('019aa000-0000-7000-8000-000000000005', '019aa000-0000-7000-8000-0000000000aa', 'cancelled', 'EUR', 900, '[{"sku":"tea","quantity":2,"unitPriceMinor":450}]', '2026-11-20T10:00:00.000Z', NULL, '2026-11-20T10:00:00.000Z');
INSERT INTO idempotency_keys VALUES ('019aa000-0000-7000-8000-0000000000aa', 'first', 'fingerprint', '019aa000-0000-7000-8000-000000000001');
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers) VALUES
  ('019aa000-0000-7000-8000-0000000000e1', 'orders', '019aa000-0000-7000-8000-000000000001', 'order.created',
   '{"orderId":"019aa000-0000-7000-8000-000000000001","userId":"019aa000-0000-7000-8000-0000000000aa","currency":"EUR","totalMinor":900,"createdAt":"2026-11-20T10:00:00.000Z","items":[{"sku":"tea","quantity":2,"unitPriceMinor":450}]}',
   '{"ce_specversion":"1.0","ce_source":"order-service","ce_time":"2026-11-20T10:00:00.000Z","ce_dataschema":"urn:fairway:schema:order.created:v1","content-type":"application/json"}');
INSERT INTO inbox VALUES ('order-service', '019aa000-0000-7000-8000-0000000000e8', 'order.processed', '019aa000-0000-7000-8000-000000000004', 'orders', 0, 0);

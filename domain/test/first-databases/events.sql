CREATE TABLE daily_figures (
  day date NOT NULL,
  currency text NOT NULL,
  slot smallint NOT NULL,
  orders_created bigint NOT NULL,
  orders_processed bigint NOT NULL,
  orders_cancelled bigint NOT NULL,
  revenue_minor numeric NOT NULL,
  PRIMARY KEY (day, currency, slot)
) WITH (
  fillfactor = 20
);
CREATE TABLE webhook_deliveries (
  id uuid PRIMARY KEY,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  order_id uuid NOT NULL,
  event_type text NOT NULL,
  payload json NOT NULL,
  headers json NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_until timestamptz,
  accepted_at timestamptz,
  last_error text
) WITH (
  fillfactor = 70
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE accepted_at IS NULL;
CREATE INDEX webhook_deliveries_of_order ON webhook_deliveries (order_id, seq);
CREATE INDEX webhook_deliveries_created_at ON webhook_deliveries USING brin (created_at);
CREATE TABLE notifications (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  template text NOT NULL,
  parameters jsonb NOT NULL,
  requested_at timestamptz NOT NULL,
  delivered_at timestamptz NOT NULL
);
CREATE INDEX notifications_of_user ON notifications (user_id, delivered_at, id);
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
INSERT INTO migrations (timestamp, name) VALUES (1764000000000, 'CreateEventTables1764000000000');

-- The partner has not been told of order 2, has refused 3 for four days, and has accepted 4.
INSERT INTO webhook_deliveries
  (id, order_id, event_type, payload, headers, attempts, created_at, next_attempt_at, accepted_at, last_error)
VALUES
  ('019aa000-0000-7000-8000-0000000000e2', '019aa000-0000-7000-8000-000000000002', 'order.created',
   '{"type":"order.created","timestamp":"2026-11-20T10:00:00.000Z","data":{"orderId":"019aa000-0000-7000-8000-000000000002","userId":"019aa000-0000-7000-8000-0000000000aa","currency":"EUR","totalMinor":900,"createdAt":"2026-11-20T10:00:00.000Z"}}', '{}',
   0, now(), now(), NULL, NULL),
  ('019aa000-0000-7000-8000-0000000000e3', '019aa000-0000-7000-8000-000000000003', 'order.created',
   '{"type":"order.created","timestamp":"2026-11-20T10:00:00.000Z","data":{"orderId":"019aa000-0000-7000-8000-000000000003","userId":"019aa000-0000-7000-8000-0000000000aa","currency":"EUR","totalMinor":900,"createdAt":"2026-11-20T10:00:00.000Z"}}', '{}',
   20, now() - interval '4 days', now(), NULL, '503'),
  ('019aa000-0000-7000-8000-0000000000e4', '019aa000-0000-7000-8000-000000000004', 'order.created',
   '{"type":"order.created","timestamp":"2026-11-20T10:00:00.000Z","data":{"orderId":"019aa000-0000-7000-8000-000000000004","userId":"019aa000-0000-7000-8000-0000000000aa","currency":"EUR","totalMinor":900,"createdAt":"2026-11-20T10:00:00.000Z"}}', '{}',
   1, now() - interval '4 days', now(), now(), NULL);
INSERT INTO daily_figures VALUES ('2026-11-20', 'EUR', 0, 4, 1, 1, 2700);
INSERT INTO notifications VALUES
  ('019aa000-0000-7000-8000-0000000000f0', '019aa000-0000-7000-8000-0000000000aa', 'order-processed', '{"orderId":"019aa000-0000-7000-8000-000000000004"}', '2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z');
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers) VALUES
  ('019aa000-0000-7000-8000-0000000000e7', 'notifications', '019aa000-0000-7000-8000-0000000000aa', 'notification.requested',
   '{"notificationId":"019aa000-0000-7000-8000-0000000000f1","userId":"019aa000-0000-7000-8000-0000000000aa","template":"welcome","parameters":{"name":"Ada"},"requestedAt":"2026-11-20T10:00:00.000Z"}',
   '{"ce_specversion":"1.0","ce_source":"event-processor","ce_time":"2026-11-20T10:00:00.000Z","ce_dataschema":"urn:fairway:schema:notification.requested:v1","content-type":"application/json"}');
INSERT INTO inbox VALUES ('event-processor', '019aa000-0000-7000-8000-0000000000e4', 'order.created', '019aa000-0000-7000-8000-000000000004', 'orders', 0, 0);

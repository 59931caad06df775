CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
  roles text[] NOT NULL CHECK (roles <@ ARRAY['user', 'admin']),
  created_at timestamptz NOT NULL
);
CREATE TABLE refresh_families (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  token_hash bytea NOT NULL,
  ends_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX refresh_families_account_id ON refresh_families (account_id);
CREATE INDEX refresh_families_expires_at ON refresh_families (expires_at);
CREATE TABLE login_failures (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject bytea NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX login_failures_subject ON login_failures (subject, failed_at);
CREATE INDEX login_failures_failed_at ON login_failures USING brin (failed_at);
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
CREATE TABLE migrations (
  id serial CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY,
  timestamp bigint NOT NULL,
  name character varying NOT NULL
);
INSERT INTO migrations (timestamp, name) VALUES (1764000000000, 'CreateAccounts1764000000000');

-- The password is "the first password of all". The event of the account is published but still in the outbox.
INSERT INTO accounts VALUES
  ('019aa000-0000-7000-8000-0000000000aa', 'ada@example.com', 'Ada',
   '$argon2id$v=19$m=19456,t=2,p=1$vVMrxKHBQzgFcWMb2uakIA$wXuOrnQp6VxvBXLsDGSmFXHfxDjPlMlK+x1vooxmwrk',
   '{user,admin}', '2026-11-20T10:00:00.000Z');
INSERT INTO refresh_families VALUES ('019aa000-0000-7000-8000-0000000000fa', '019aa000-0000-7000-8000-0000000000aa', '\x00', now(), now());
INSERT INTO login_failures (subject) VALUES ('\x00');
INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, headers) VALUES
  ('019aa000-0000-7000-8000-0000000000e9', 'users', '019aa000-0000-7000-8000-0000000000aa', 'user.registered',
   '{"userId":"019aa000-0000-7000-8000-0000000000aa","email":"ada@example.com","name":"Ada","registeredAt":"2026-11-20T10:00:00.000Z"}',
   '{"ce_specversion":"1.0","ce_source":"auth-service","ce_time":"2026-11-20T10:00:00.000Z","ce_dataschema":"urn:fairway:schema:user.registered:v1","content-type":"application/json"}');

CREATE TABLE profiles (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  registered_at timestamptz NOT NULL
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
INSERT INTO migrations (timestamp, name) VALUES (1764000000000, 'CreateProfiles1764000000000');

INSERT INTO profiles VALUES ('019aa000-0000-7000-8000-0000000000aa', 'ada@example.com', 'Ada', '2026-11-20T10:00:00.000Z');
INSERT INTO inbox VALUES ('user-service', '019aa000-0000-7000-8000-0000000000e9', 'user.registered', '019aa000-0000-7000-8000-0000000000aa', 'users', 0, 0);

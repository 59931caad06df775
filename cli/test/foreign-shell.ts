/** A developer's shell that is configured for another database, a company's proxy and another Node project. */
export const foreignShell = {
  PGHOST: '192.0.2.1',
  PGPORT: '1',
  PGUSER: 'another',
  PGPASSWORD: 'another',
  PGDATABASE: 'another',
  PGSSLMODE: 'require',
  PGOPTIONS: '-c search_path=another',
  HTTP_PROXY: 'http://127.0.0.1:1',
  http_proxy: 'http://127.0.0.1:1',
  NODE_USE_ENV_PROXY: '1',
  NODE_OPTIONS: '--title=another',
  NODE_EXTRA_CA_CERTS: '/another/ca.pem',
};

#!/bin/sh
# Made by `./fairway generate` from the catalogue. Prints new secrets for deploy/compose.yaml; needs openssl:
#     (umask 077; sh deploy/compose/secrets.sh > deploy/.env)
set -eu
echo "POSTGRES_PASSWORD=$(openssl rand -hex 18)"
echo "DATABASE_PASSWORD_AUTH_SERVICE=$(openssl rand -hex 18)"
echo "DATABASE_PASSWORD_USER_SERVICE=$(openssl rand -hex 18)"
echo "DATABASE_PASSWORD_ORDER_SERVICE=$(openssl rand -hex 18)"
echo "DATABASE_PASSWORD_EVENT_PROCESSOR=$(openssl rand -hex 18)"
echo "TOKEN_SIGNING_KEY=\"$(openssl genpkey -algorithm ed25519)\""
echo "ADMIN_PASSWORD=$(openssl rand -base64 12 | tr '+/' '-_' | tr -d '=')"
echo "PSEUDONYM_KEY=$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')"
echo "PARTNER_WEBHOOK_SECRET=whsec_$(openssl rand -base64 24)"

#!/bin/sh
# Runs once, in an empty PostgreSQL: the product's owner is no superuser, and may make the product's other logins.
set -eu
: "${MUBIAO_DB_PASSWORD:?set MUBIAO_DB_PASSWORD}"
psql -v ON_ERROR_STOP=1 -v password="$MUBIAO_DB_PASSWORD" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
create role mubiao login createrole password :'password';
create database mubiao owner mubiao encoding 'UTF8' template template0;
SQL

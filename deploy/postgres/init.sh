#!/usr/bin/env bash
# Run once by the database's image, when its volume is empty: the roles, then a database that the schema's owner owns.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
    -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" -v backup_password="$BACKUP_PASSWORD" -f /lyceum/roles.sql
createdb -U "$POSTGRES_USER" -O lyceum_owner -T template0 -E UTF8 lyceum
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d lyceum -f /lyceum/database.sql

// Makes a fresh database and applies migrations to it, in order:
// node migrate.mjs <server url> <database> [<folder>].
// The product migrates itself, but it has to be compiled first, and its queries are
// compiled against a migrated database.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const [url, database, folder] = process.argv.slice(2);

/** node-postgres takes a socket's folder as `host`, which an address cannot hold. */
function connection(name) {
  const parsed = new URL(url);
  const host = parsed.searchParams.get('host') ?? parsed.hostname;
  return {
    host,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: name,
  };
}

const admin = new pg.Client(connection(new URL(url).pathname.slice(1)));
await admin.connect();
await admin.query(`drop database if exists "${database}"`);
await admin.query(`create database "${database}"`);
await admin.end();

const client = new pg.Client(connection(database));
await client.connect();
for (const file of (folder ? await readdir(folder) : []).filter((name) => name.endsWith('.sql')).sort()) {
  await client.query(await readFile(join(folder, file), 'utf8'));
}
await client.end();

import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

/** Makes a fresh database on `server`, empty or a copy of `template`; `remove` drops it. */
export async function freshPostgresDatabase(
  serverUrl: string,
  template = 'template1',
): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `imbachat_test_${randomUUID().replaceAll('-', '')}`
  await admin(serverUrl, `create database ${name} template ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => admin(serverUrl, `drop database if exists ${name} with (force)`) }
}

async function admin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

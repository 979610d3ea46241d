import { expect, test } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freshDataDir } from '../testing/data-dir.ts'
import { kyselyConnection, openReaderConnection, openWriterConnection } from './connection.ts'

test('LIFE-4 a database that SQLite does not keep in WAL mode is refused at the start', () => {
  expect(() => openWriterConnection(':memory:')).toThrow("SQLite's journal_mode is memory, expected wal")
})

test('LIFE-4 the writer syncs each commit', () => {
  const { dataDir, remove } = freshDataDir()
  mkdirSync(dataDir)
  const db = openWriterConnection(join(dataDir, 'a.sqlite'))
  expect(db.query('pragma synchronous').get()).toEqual({ synchronous: 2 })
  db.close()
  remove()
})

test("a reader can't write", () => {
  const { dataDir, remove } = freshDataDir()
  mkdirSync(dataDir)
  const path = join(dataDir, 'a.sqlite')
  openWriterConnection(path).close()
  const db = openReaderConnection(path)
  expect(() => db.run('create table t (x)')).toThrow('readonly')
  db.close()
  remove()
})

test('a connection with more different statements than it keeps still works', () => {
  const { dataDir, remove } = freshDataDir()
  mkdirSync(dataDir)
  const connection = kyselyConnection(openWriterConnection(join(dataDir, 'a.sqlite')))
  for (const round of [1, 2]) {
    for (let n = 0; n < 300; n++)
      expect(connection.prepare(`select ${n} as n, ? as round`).all([round])).toEqual([{ n, round }])
  }
  connection.close()
  remove()
})

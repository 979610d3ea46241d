import { setPriority } from 'node:os'
import type { SqliteDatabase } from 'kysely'
import { kyselyConnection, openReaderConnection } from '../connection.ts'
import { toStoredError } from '../writer/stored-error.ts'
import type { FromSlowReader, ToSlowReader } from './slow-reader.ts'

declare const self: Worker

// Messages are more urgent than pages of the dashboard. Only on Linux is this the priority of this thread alone.
if (process.platform === 'linux') setPriority(5)

const post = (message: FromSlowReader) => self.postMessage(message)

let path = ''
let connection: SqliteDatabase | undefined

self.onmessage = ({ data }: MessageEvent<ToSlowReader>) => {
  switch (data.t) {
    case 'open':
      path = data.path
      break
    case 'query':
      try {
        connection ??= kyselyConnection(openReaderConnection(path))
        post({ t: 'rows', id: data.id, rows: connection.prepare(data.sql).all(data.parameters) })
      } catch (error) {
        post({ t: 'failed', id: data.id, error: toStoredError(error) })
      }
      break
    case 'close':
      connection?.close()
      post({ t: 'closed' })
  }
}

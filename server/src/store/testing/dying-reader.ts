import type { ToSlowReader } from '../sqlite/slow-reader/slow-reader.ts'

declare const self: Worker

/** A thread of slow reads that answers, until it is asked to die. */
self.onmessage = ({ data }: MessageEvent<ToSlowReader>) => {
  if (data.t === 'query' && data.sql === 'die') process.exit(3)
  if (data.t === 'query') self.postMessage({ t: 'rows', id: data.id, rows: [{ sql: data.sql }] })
  if (data.t === 'close') self.postMessage({ t: 'closed' })
}

import type { QueryResult } from 'kysely'
import { ownScript } from '../../../build/built.ts'
import { StoreError } from '../../store-error.ts'
import { shuttingDown } from '../../writer.ts'
import { fromStoredError, type StoredError } from '../writer/stored-error.ts'
import type { RemoteConnection } from './remote-dialect.ts'

export type ToSlowReader =
  | { t: 'open'; path: string }
  | { t: 'query'; id: number; sql: string; parameters: readonly unknown[] }
  | { t: 'close' }

export type FromSlowReader =
  | { t: 'rows'; id: number; rows: unknown[] }
  | { t: 'failed'; id: number; error: StoredError }
  | { t: 'closed' }

interface Waiting {
  resolve(result: QueryResult<unknown>): void
  reject(error: Error): void
}

/**
 * Reads in a thread of its own, so that a query over many rows keeps no message waiting. The thread starts with the
 * first query: many servers never show a page of the dashboard. If it ends, the next query starts another one.
 */
export function openSlowReader(path: string, script = ownScript('slow-reader-worker')): RemoteConnection {
  const waiting = new Map<number, Waiting>()
  const closed = Promise.withResolvers<void>()
  let thread: Worker | undefined
  let closing = false
  let lastId = 0

  function start(): Worker {
    const worker = new Worker(script.href)
    const end = (error: Error) => {
      if (thread !== worker) return
      thread = undefined
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
      if (closing) closed.resolve()
    }
    worker.onmessage = ({ data }: MessageEvent<FromSlowReader>) => {
      if (data.t === 'closed') return worker.terminate()
      const query = waiting.get(data.id)
      waiting.delete(data.id)
      if (data.t === 'rows') query?.resolve({ rows: data.rows })
      else query?.reject(fromStoredError(data.error))
    }
    worker.onerror = (event) => end(new StoreError(`the thread of slow reads failed: ${event.message}`, undefined))
    worker.addEventListener('close', () => end(new StoreError('the thread of slow reads ended', undefined)))
    worker.postMessage({ t: 'open', path } satisfies ToSlowReader)
    return worker
  }

  return {
    name: 'slowReadDb',
    run(sql, parameters) {
      if (closing) return Promise.reject(shuttingDown())
      thread ??= start()
      const id = ++lastId
      const result = new Promise<QueryResult<unknown>>((resolve, reject) => waiting.set(id, { resolve, reject }))
      thread.postMessage({ t: 'query', id, sql, parameters } satisfies ToSlowReader)
      return result
    },
    close() {
      closing = true
      if (!thread) closed.resolve()
      thread?.postMessage({ t: 'close' } satisfies ToSlowReader)
      return closed.promise
    },
  }
}

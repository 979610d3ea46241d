import { existsSync } from 'node:fs'
import { ChatError } from '@imbachat/protocol'
import { sql } from 'kysely'
import { ownScript } from '../../build/built.ts'
import type { Log } from '../../chat/log.ts'
import type { FoundMessages, MessageSearch } from '../../chat/ports.ts'
import { makePrivate } from '../../config/folder-owner.ts'
import { DEFAULT_LIMITS, type Limits } from '../../config/limits.ts'
import { fairReads } from '../fair-queue/fair-reads.ts'
import { sqlitePath } from '../sqlite/open.ts'
import { fromStoredError } from '../sqlite/writer/stored-error.ts'
import type { Store } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { shuttingDown } from '../writer.ts'
import type { Pace } from './feed.ts'
import type { FromSearch, ToSearch } from './search-messages.ts'
import { removeSqliteIndex, searchPath } from './sqlite-index.ts'
import { foundIn } from './tokens.ts'

interface SearchOptions {
  dataDir: string
  databaseUrl?: string | undefined
  log: Log
  limits?: Pick<Limits, 'SEARCH_INDEX_SECONDS' | 'SEARCH_QUIET_MESSAGES_PER_SECOND'>
  /** true: indexes without waiting, and without the pauses that share the machine with a server */
  atFullSpeed?: boolean
  /** milliseconds until a thread that ended is started again */
  restartMs?: number
}

/** Removes the index of an earlier start; a server with search on builds it again. */
export async function removeSearch(
  { control }: Pick<Store, 'control'>,
  { dataDir, databaseUrl }: Pick<SearchOptions, 'dataDir' | 'databaseUrl'>,
): Promise<void> {
  if (databaseUrl === undefined) return removeSqliteIndex(dataDir)
  await sql`truncate message_search, search_progress`.execute(control)
}

/** Searches that the thread has at once; further ones wait in the line of their widget. */
const AT_ONCE = 2

/** Milliseconds for which hints are collected for the thread. A search does not need them. */
const HINTS_MS = 1_000

/**
 * Runs the index in a thread of its own: stems, ranges and SQLite cost the event loop nothing. If the thread ends,
 * searches are refused until it runs again, and everything else works.
 * @throws Error if the index can't be opened
 */
export async function openSearch({
  dataDir,
  databaseUrl,
  log,
  limits = DEFAULT_LIMITS,
  atFullSpeed = false,
  restartMs = 5_000,
}: SearchOptions): Promise<MessageSearch> {
  const pace: Pace = {
    everyMs: limits.SEARCH_INDEX_SECONDS * 1_000,
    quietPerSecond: limits.SEARCH_QUIET_MESSAGES_PER_SECOND,
    atFullSpeed,
  }
  const inTurn = fairReads(AT_ONCE)
  const asked = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  /** rooms by widget */
  const hints = new Map<number, Set<number>>()
  const closed = Promise.withResolvers<void>()
  /** number of messages that the hints are about */
  let hinted = 0
  let lastId = 0
  let closing = false
  let worker: Worker | undefined
  let timer: Timer | undefined
  /** resolves when the thread that is being started has opened the index, or could not */
  let restarted = Promise.resolve()

  function ask<T>(message: (id: number) => ToSearch): Promise<T> {
    if (closing) return Promise.reject(shuttingDown())
    if (!worker) return Promise.reject(notReady())
    const id = ++lastId
    const answer = new Promise<unknown>((resolve, reject) => asked.set(id, { resolve, reject }))
    worker.postMessage(message(id))
    return answer as Promise<T>
  }

  function settle(id: number): { resolve(value: unknown): void; reject(error: Error): void } | undefined {
    const waiting = asked.get(id)
    asked.delete(id)
    return waiting
  }

  function start(): Promise<void> {
    const thread = new Worker(ownScript('search-worker').href)
    const opened = Promise.withResolvers<void>()
    const end = (error: Error) => {
      opened.reject(error)
      if (worker !== thread) return
      worker = undefined
      for (const { reject } of asked.values()) reject(notReady())
      asked.clear()
      if (closing) return closed.resolve()
      log.error('the search stopped; it starts again', { error })
      timer = setTimeout(restart, restartMs)
    }
    thread.onmessage = ({ data }: MessageEvent<FromSearch>) => {
      switch (data.t) {
        case 'opened':
          worker = thread
          return opened.resolve()
        case 'failed':
          thread.terminate()
          return opened.reject(fromStoredError(data.error))
        case 'found':
          return settle(data.id)?.resolve(data.result)
        case 'erased':
          return settle(data.id)?.resolve(undefined)
        case 'refused':
          return settle(data.id)?.reject(fromStoredError(data.error))
        case 'log':
          return log.error(data.message, { error: fromStoredError(data.error) })
        // SQLite removes the files beside the index when the thread ends, which is when `close` is over.
        case 'closed':
          return thread.terminate()
      }
    }
    thread.onerror = (event) => end(new StoreError(`the search's thread failed: ${event.message}`, undefined))
    thread.addEventListener('close', () => end(new StoreError("the search's thread ended", undefined)))
    const open: ToSearch = {
      t: 'open',
      dataDir,
      databaseUrl,
      chatPath: sqlitePath(dataDir),
      pace,
    }
    thread.postMessage(open)
    return opened.promise
  }

  function restart(): void {
    restarted = start().catch((error: unknown) => {
      if (closing) return
      log.error('the search could not be started', { error })
      timer = setTimeout(restart, restartMs)
    })
  }

  await start()

  let flushing: Timer | undefined
  function flush(): void {
    clearTimeout(flushing)
    flushing = undefined
    if (hints.size === 0) return
    const rooms = [...hints].flatMap(([widget_id, ids]) => [...ids].map((id): [number, number] => [widget_id, id]))
    const message: ToSearch = { t: 'changed', rooms, messages: hinted }
    hints.clear()
    hinted = 0
    worker?.postMessage(message)
  }

  return {
    rangesIn: foundIn,
    find: (search) =>
      inTurn(search.widget_id, () => {
        flush()
        return ask<FoundMessages>((id) => ({ t: 'find', id, search }))
      }),
    changed(widget_id, room_id) {
      const rooms = hints.get(widget_id)
      if (rooms) rooms.add(room_id)
      else hints.set(widget_id, new Set([room_id]))
      hinted++
      flushing ??= setTimeout(flush, HINTS_MS)
    },
    erase: (widget_id, room_id) => ask((id) => ({ t: 'erase', id, widget_id, room_id })),
    close() {
      if (closing) return closed.promise
      closing = true
      clearTimeout(timer)
      clearTimeout(flushing)
      void restarted.then(() => {
        if (!worker) return closed.resolve()
        worker.postMessage({ t: 'close' } satisfies ToSearch)
      })
      return closed.promise
    },
  }
}

/**
 * The same, whose thread starts with the first message, search or erasure: it takes 8 MiB, which a server that only
 * waits does not need. If the index can't be opened, searches are refused, and the next try comes after `restartMs`.
 */
export function searchWhenNeeded(options: SearchOptions): MessageSearch {
  const { log, dataDir, databaseUrl, restartMs = 5_000 } = options
  const file = searchPath(dataDir)
  if (databaseUrl === undefined && existsSync(file)) makePrivate(file)
  let search: MessageSearch | undefined
  let opening: Promise<MessageSearch> | undefined
  let closing = false

  async function open(): Promise<MessageSearch> {
    try {
      search = await openSearch(options)
      return search
    } catch (error) {
      log.error('the search could not be started', { error })
      setTimeout(() => {
        opening = undefined
      }, restartMs).unref()
      throw notReady()
    }
  }

  async function opened(): Promise<MessageSearch> {
    if (closing) throw shuttingDown()
    opening ??= open()
    return opening
  }

  return {
    rangesIn: foundIn,
    find: async (query) => (await opened()).find(query),
    changed(widget_id, room_id) {
      if (search) search.changed(widget_id, room_id)
      // a search finds the room without the hint
      else void opened().then((started) => started.changed(widget_id, room_id), ignored)
    },
    erase: async (widget_id, room_id) => (await opened()).erase(widget_id, room_id),
    async close() {
      closing = true
      const started = await opening?.catch(ignored)
      await started?.close()
    },
  }
}

const ignored = () => undefined

const notReady = () => new ChatError('server_busy', 'The search is starting.', { retryAfterMs: 1_000 })

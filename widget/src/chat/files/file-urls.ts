import type { ConnectionState, Observable } from '@imbachat/sdk'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'

export type Variant = 'original' | 'thumb'

/** The part of the client that fetches files. */
export interface FileSource {
  readonly connection: Observable<ConnectionState>
  fileUrl(room_id: number, file_id: string, variant: Variant): Promise<string>
}

export interface FileUrls {
  /** null: not known yet */
  of(file_id: string, variant: Variant): ReadonlySignal<string | null>
  /**
   * The address did not work: its ticket may be over. Asks for another, once for each address. If the ticket is good,
   * the network broke the file: it is loaded again at the next connection, or after a while. A file that can be had,
   * and still can't be shown, is loaded once more under its ticket; then it is broken itself, and only a connection or
   * another ticket may change that.
   */
  renew(file_id: string, variant: Variant, failed: string): void
  /**
   * The address of the original file.
   * @throws ChatRequestError
   */
  fresh(file_id: string): Promise<string>
  /** All of a small file, in memory, so that it can be played from any place. @throws if it can't be had now */
  whole(file_id: string): Promise<string>
}

/** Files that this page itself has sent: shown from memory, so that nothing flickers when the server has them. */
const local = new Map<string, string>()
/** Number of local files that are kept. Older ones are fetched from the server when they are shown again. */
const MOST_LOCAL = 60

export function keepLocal(file_id: string, address: string): void {
  local.set(file_id, address)
  const [oldest] = local
  if (local.size <= MOST_LOCAL || !oldest) return
  const [, gone] = oldest
  URL.revokeObjectURL(gone)
  // a file has another id once it is uploaded, and the same address
  for (const [id, known] of local) if (known === gone) local.delete(id)
}

/** A file that is being sent, or was sent from this page. */
export const localUrl = (file_id: string): string | null => local.get(file_id) ?? null

/** Addresses of a room's files. */
export function createFileUrls(
  source: FileSource,
  room_id: number,
  after: After = waitFor,
  canBeHad = answersAt,
): FileUrls {
  const known = new Map<string, Signal<string | null>>()
  /** how often a file was loaded again under the same ticket */
  const tries = new Map<string, number>()
  /** files that the server gave, and that could not be shown */
  const unshown = new Set<string>()
  const fresh = (file_id: string, variant: Variant) => source.fileUrl(room_id, file_id, variant)

  function ask(file_id: string, variant: Variant, url: Signal<string | null>): void {
    fresh(file_id, variant).then(
      (address) => {
        url.value = address
      },
      () => later(null, () => ask(file_id, variant, url)),
    )
  }

  /** Runs at the next connection, or after `ms` milliseconds; null waits for the connection alone. */
  function later(ms: number | null, run: () => void): void {
    const stopTimer = ms === null ? () => {} : after(ms, () => go())
    const stop = source.connection.subscribe(({ kind }) => {
      if (kind === 'online') go()
    })
    function go(): void {
      stop()
      stopTimer()
      run()
    }
  }

  async function replace(file_id: string, variant: Variant, url: Signal<string | null>, failed: string): Promise<void> {
    const key = `${file_id} ${variant}`
    const address = await fresh(file_id, variant)
    if (!failed.startsWith(address)) {
      tries.delete(key)
      unshown.delete(key)
      url.value = address
      return
    }
    const count = (tries.get(key) ?? 0) + 1
    if (count > MOST_TRIES) return
    tries.set(key, count)
    const isHere = await canBeHad(address)
    const isBroken = isHere && unshown.has(key)
    if (isHere) unshown.add(key)
    later(isBroken ? null : AGAIN_MS * 2 ** count, () => {
      if (url.peek() === failed) url.value = `${address}&again=${count}`
    })
  }

  return {
    fresh: (file_id) => fresh(file_id, 'original'),
    async whole(file_id) {
      const answer = await fetch(await fresh(file_id, 'original'))
      if (!answer.ok) throw new Error(`the file was answered with ${answer.status}`)
      const address = URL.createObjectURL(await answer.blob())
      keepLocal(file_id, address)
      return address
    },
    of(file_id, variant) {
      const key = `${file_id} ${variant}`
      const now = known.get(key)
      if (now) return now
      const url = signal<string | null>(null)
      known.set(key, url)
      ask(file_id, variant, url)
      return url
    },
    renew(file_id, variant, failed) {
      const url = known.get(`${file_id} ${variant}`)
      if (url?.peek() !== failed) return
      replace(file_id, variant, url, failed).catch(() => ask(file_id, variant, url))
    },
  }
}

type After = (ms: number, run: () => void) => () => void

const waitFor: After = (ms, run) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Asks for the first byte alone. */
async function answersAt(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { headers: { range: 'bytes=0-0' }, cache: 'no-store' })).ok
  } catch {
    return false
  }
}

/** Milliseconds until a file that the network broke is loaded again; doubled with each try. */
const AGAIN_MS = 1_000
const MOST_TRIES = 6

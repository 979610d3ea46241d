import type { ConnectionState, Observable } from '@imbachat/sdk'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'

export type Variant = 'original' | 'thumb'

/** What is needed of the client to fetch files. */
export interface FileSource {
  readonly connection: Observable<ConnectionState>
  fileUrl(roomId: number, fileId: string, variant: Variant): Promise<string>
}

export interface FileUrls {
  /** null: not known yet */
  of(fileId: string, variant: Variant): ReadonlySignal<string | null>
  /** The address did not work: its ticket may be over. Asks for another, once for each address. */
  renew(fileId: string, variant: Variant, failed: string): void
  /** Of the original. @throws ChatRequestError */
  fresh(fileId: string): Promise<string>
  /** All of a small file, in memory, so that it can be played from any place. @throws if it can't be had now */
  whole(fileId: string): Promise<string>
}

/** Files that this page itself has sent: shown from memory, so that nothing flickers when the server has them. */
const local = new Map<string, string>()
/** As many are kept; older ones are fetched from the server when they are shown again. */
const MOST_LOCAL = 60

export function keepLocal(fileId: string, address: string): void {
  local.set(fileId, address)
  const [oldest] = local
  if (local.size <= MOST_LOCAL || !oldest) return
  const [, gone] = oldest
  URL.revokeObjectURL(gone)
  // a file has another id once it is uploaded, and the same address
  for (const [id, known] of local) if (known === gone) local.delete(id)
}

/** A file that is being sent, or was sent from this page. */
export const localUrl = (fileId: string): string | null => local.get(fileId) ?? null

/** Addresses of a room's files. */
export function createFileUrls(source: FileSource, roomId: number): FileUrls {
  const known = new Map<string, Signal<string | null>>()
  const fresh = (fileId: string, variant: Variant) => source.fileUrl(roomId, fileId, variant)

  function ask(fileId: string, variant: Variant, url: Signal<string | null>): void {
    fresh(fileId, variant).then(
      (address) => {
        url.value = address
      },
      () => whenOnline(source, () => ask(fileId, variant, url)),
    )
  }

  return {
    fresh: (fileId) => fresh(fileId, 'original'),
    async whole(fileId) {
      const answer = await fetch(await fresh(fileId, 'original'))
      if (!answer.ok) throw new Error(`the file was answered with ${answer.status}`)
      const address = URL.createObjectURL(await answer.blob())
      keepLocal(fileId, address)
      return address
    },
    of(fileId, variant) {
      const key = `${fileId} ${variant}`
      const now = known.get(key)
      if (now) return now
      const url = signal<string | null>(null)
      known.set(key, url)
      ask(fileId, variant, url)
      return url
    },
    renew(fileId, variant, failed) {
      const url = known.get(`${fileId} ${variant}`)
      if (url?.peek() === failed) ask(fileId, variant, url)
    },
  }
}

/** At the next connection: what the server refused on this one, it would refuse again. */
function whenOnline({ connection }: FileSource, run: () => void): void {
  const stop = connection.subscribe(({ kind }) => {
    if (kind !== 'online') return
    stop()
    run()
  })
}

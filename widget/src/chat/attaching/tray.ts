import type { Attachment, AttachmentKind, RequestErrorCode } from '@imbachat/sdk'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { SendFields } from '../core/send-options.ts'
import type { FileFacts } from './read-file.ts'

/** Most files of a message. */
export const MOST_FILES = 10

export type TrayFileState =
  | { kind: 'reading' }
  /** `sent`: 0 to 1 */
  | { kind: 'uploading'; sent: number }
  | { kind: 'ready'; uploaded: Uploaded }
  | { kind: 'failed'; code: RequestErrorCode; mayRetry: boolean }

export interface Uploaded {
  attachment: Attachment
  /** the upload of a video's still picture */
  poster_id: string | undefined
}

/** A chosen file on its way into a message. */
export interface TrayFile {
  id: string
  file: File
  facts: FileFacts
  state: TrayFileState
}

/** Properties of a voice message, from its recording. */
export interface VoiceFacts extends FileFacts {
  kind: 'voice'
  duration_ms: number
  bars: number[]
}

export interface Tray {
  files: ReadonlySignal<readonly TrayFile[]>
  max_bytes: number
  /** more were chosen than one message takes */
  overfull: ReadonlySignal<boolean>
  /** one of the files can go out: it is here or on its way */
  canSend: ReadonlySignal<boolean>
  add(files: Iterable<File>): void
  /** A file whose facts are known. */
  addRead(file: File, facts: FileFacts): void
  retry(id: string): void
  remove(id: string): void
  /** Takes those out that can't go: the others are sent without them. */
  takeFailed(): TrayFile[]
  /** Files that another tray could not send, with the reason. */
  putBack(failed: readonly TrayFile[]): void
  /** Sends the files as one message, with a caption. */
  send(text: string, about: SendFields): Promise<void>
  /** Resolves when all files are uploaded; rejects with the first failure. */
  uploaded(): Promise<Uploaded[]>
}

export interface TrayOptions {
  limits: { max_bytes: number; kinds: readonly AttachmentKind[] }
  read(file: File): Promise<FileFacts>
  upload(file: File, facts: FileFacts, how: { progress(sent: number): void; signal: AbortSignal }): Promise<Uploaded>
  /** the last file was removed */
  emptied(): void
  send(tray: Tray, text: string, about: SendFields): void
}

let lastId = 0

/**
 * Files attached to one message, from the moment they are chosen: each is uploaded at once, so that sending is instant.
 */
export function createTray({ limits, read, upload, emptied, send }: TrayOptions): Tray {
  const files = signal<readonly TrayFile[]>([])
  const overfull = signal(false)
  const cancels = new Map<string, AbortController>()

  const find = (id: string) => files.peek().find((file) => file.id === id)

  function change(id: string, changed: Partial<TrayFile>): void {
    files.value = files.peek().map((file) => (file.id === id ? { ...file, ...changed } : file))
  }

  const fail = (id: string, code: RequestErrorCode, mayRetry: boolean) =>
    change(id, { state: { kind: 'failed', code, mayRetry } })

  /** A file that the server would refuse is refused before it is sent. */
  function refusal({ file, facts }: TrayFile): RequestErrorCode | null {
    if (file.size === 0) return 'file_empty'
    if (file.size > limits.max_bytes) return 'file_too_large'
    return limits.kinds.includes(facts.kind) ? null : 'file_type_refused'
  }

  async function start(id: string): Promise<void> {
    const chosen = find(id)
    if (!chosen) return
    const refused = refusal(chosen)
    if (refused) return fail(id, refused, false)
    const cancel = new AbortController()
    cancels.set(id, cancel)
    change(id, { state: { kind: 'uploading', sent: 0 } })
    try {
      const uploaded = await upload(chosen.file, chosen.facts, {
        signal: cancel.signal,
        progress: (sent) => {
          if (find(id)?.state.kind === 'uploading') change(id, { state: { kind: 'uploading', sent } })
        },
      })
      change(id, { state: { kind: 'ready', uploaded } })
    } catch (error) {
      const code = errorCodeOf(error)
      fail(id, code, !FINAL.has(code))
    } finally {
      cancels.delete(id)
    }
  }

  function put(file: File, facts: FileFacts): string {
    const id = `local-${++lastId}`
    files.value = [...files.peek(), { id, file, facts, state: { kind: 'reading' } }]
    return id
  }

  async function addOne(file: File): Promise<void> {
    const id = put(file, { kind: 'file', preview: null })
    const facts = await read(file)
    if (!find(id)) return void (facts.preview && URL.revokeObjectURL(facts.preview))
    change(id, { facts })
    await start(id)
  }

  const tray: Tray = {
    files,
    max_bytes: limits.max_bytes,
    overfull,
    canSend: computed(() => files.value.some(({ state }) => state.kind !== 'failed')),
    add(chosen) {
      const room = MOST_FILES - files.peek().length
      const all = [...chosen]
      overfull.value = all.length > room
      for (const file of all.slice(0, room)) void addOne(file)
    },
    addRead(file, facts) {
      void start(put(file, facts))
    },
    takeFailed() {
      const failed = files.peek().filter(({ state }) => state.kind === 'failed')
      files.value = files.peek().filter(({ state }) => state.kind !== 'failed')
      return failed
    },
    putBack(failed) {
      files.value = failed
    },
    async send(text, about) {
      send(tray, text, about)
    },
    retry: (id) => void start(id),
    remove(id) {
      cancels.get(id)?.abort()
      const preview = find(id)?.facts.preview
      if (preview) URL.revokeObjectURL(preview)
      files.value = files.peek().filter((file) => file.id !== id)
      overfull.value = false
      if (files.peek().length === 0) emptied()
    },
    uploaded: () =>
      new Promise((resolve, reject) => {
        const stop = files.subscribe((now) => {
          const failed = now.find(({ state }) => state.kind === 'failed')
          const done = now.flatMap(({ state }) => (state.kind === 'ready' ? [state.uploaded] : []))
          if (failed?.state.kind === 'failed') reject(failed.state)
          else if (done.length === now.length) resolve(done)
          else return
          queueMicrotask(() => stop())
        })
      }),
  }
  return tray
}

/** The same file will be refused again. */
const FINAL: ReadonlySet<RequestErrorCode> = new Set([
  'file_empty',
  'file_too_large',
  'file_type_refused',
  'file_broken',
  'picture_too_large',
  'not_permitted',
  'forbidden',
])

import { keptOwner } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { Attachment, BegunUpload, ChatClient } from '@imbachat/sdk'
import { newClientId } from '@imbachat/sdk/core'
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { inOneTab, type KeptMessage, keptMessages } from '../attaching/kept-messages.ts'
import { type FileFacts, readFile } from '../attaching/read-file.ts'
import { createTray, type Tray, type TrayFile, type Uploaded, type VoiceFacts } from '../attaching/tray.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { type SendFields, sendOptions } from '../core/send-options.ts'
import type { ChatFiles, PendingMessage } from './chat-files.ts'
import { createFileUrls, type FileUrls, keepLocal } from './file-urls.ts'

/** A voice message that was recorded, and neither sent nor discarded. */
export interface UnsentVoice {
  file: File
  facts: VoiceFacts
}

/** Files of one room: attached ones, ones that are being sent, and the addresses of those that are shown. */
export interface RoomFiles {
  urls: FileUrls
  attach(files: Iterable<File>): void
  /** Lets the user choose files to attach. Call it from a click. */
  choose(): void
  sendVoice(voice: UnsentVoice, reply_to: number | null): void
  /** A recorded voice message in the composer. It is kept while the user reads another room. */
  unsentVoice: Signal<UnsentVoice | null>
  /** Goes on with a message that an earlier page left. Resolves when it is sent or discarded. */
  goOn(left: KeptMessage): Promise<void>
  /** how much of a file of a pending message is uploaded, 0 to 1; null: it is not on its way */
  progress(file_id: string): ReadonlySignal<number | null>
}

const made = new WeakMap<ChatFiles, Map<number, RoomFiles>>()

interface Sending {
  tray: Tray
  fields: Omit<KeptMessage, 'files'>
  message: PendingMessage
  kept: ReturnType<typeof keptMessages>
  /** it was sent or discarded */
  end(): void
}

/** They outlive the open room: uploads go on while the user reads elsewhere. */
export function roomFiles(client: ChatClient, files: ChatFiles, room_id: number): RoomFiles {
  const rooms = made.get(files) ?? new Map<number, RoomFiles>()
  made.set(files, rooms)
  const known = rooms.get(room_id) ?? createRoomFiles(client, files, room_id)
  rooms.set(room_id, known)
  return known
}

/** Messages of all rooms that are in memory only, so the browser asks before it leaves the page. */
const inMemory = new Set<string>()
const askFirst = (event: BeforeUnloadEvent) => event.preventDefault()

function setInMemory(client_id: string, alone: boolean): void {
  if (alone) inMemory.add(client_id)
  else inMemory.delete(client_id)
  if (inMemory.size > 0) addEventListener('beforeunload', askFirst)
  else removeEventListener('beforeunload', askFirst)
}

/** The upload of each file, once it has begun. */
const begun = new WeakMap<File, BegunUpload>()

/** Key of a user's stored messages. The frame's address has the server and the widget. */
export const ownerOf = (client: ChatClient): string =>
  keptName(keptOwner('uploads'), location.pathname, client.me.get()?.user_id)

function createRoomFiles(client: ChatClient, { limits, pending, trays }: ChatFiles, room_id: number): RoomFiles {
  /** by client id */
  const sending = new Map<string, Sending>()

  async function upload(file: File, facts: FileFacts, how: { progress(sent: number): void; signal: AbortSignal }) {
    const { poster, preview, duration_ms, bars, ...known } = facts
    const { signal } = how
    const still = poster && client.uploadFile(room_id, poster, { name: 'poster.jpg', kind: 'image', signal })
    // a video without its still picture is shown all the same
    const poster_id = still?.then(({ file_id }) => file_id).catch(() => undefined)
    const attachment = await client
      .uploadFile(room_id, file, {
        ...known,
        name: file.name,
        duration_ms,
        bars,
        signal,
        onProgress: (sent, total) => how.progress(sent / total),
        begun: begun.get(file),
        onBegun(now) {
          begun.set(file, now)
          for (const [key, { tray }] of sending) if (tray.files.peek().some((one) => one.file === file)) void keep(key)
        },
      })
      .catch((error) => {
        // a user who tries again begins from the start
        begun.delete(file)
        throw error
      })
    if (preview) keepLocal(attachment.file_id, preview)
    return { attachment, poster_id: await poster_id } satisfies Uploaded
  }

  function newTray(emptied: () => void): Tray {
    return createTray({
      limits: limits ?? { max_bytes: 0, kinds: [] },
      read: readFile,
      upload,
      emptied,
      send(tray, text, about) {
        const failed = tray.takeFailed()
        const left = failed.length > 0 ? newTray(() => setTray(null)) : null
        left?.putBack(failed)
        setTray(left)
        sendInOneTab(tray, text, about)
      },
    })
  }

  function setTray(tray: Tray | null): void {
    const next = new Map(trays.peek())
    if (tray) next.set(room_id, tray)
    else next.delete(room_id)
    trays.value = next
  }

  function show(message: PendingMessage): void {
    const others = pending.peek().filter(({ client_id }) => client_id !== message.client_id)
    pending.value = [...others, message].sort((a, b) => a.created_at - b.created_at)
  }

  /** The next page can go on with it. */
  async function keep(key: string): Promise<void> {
    const now = sending.get(key)
    if (!now) return
    const files = now.tray.files.peek().map(({ file, facts: { preview, poster, ...facts } }) => ({
      file,
      facts,
      begun: begun.get(file),
    }))
    const isKept = await now.kept.put({ ...now.fields, files })
    // sent or discarded meanwhile
    if (!sending.has(key)) void now.kept.remove(key)
    else if (isKept) setInMemory(key, false)
  }

  function hide(key: string): void {
    const ended = sending.get(key)
    sending.delete(key)
    setInMemory(key, false)
    // only then another tab may look whether the message is still to be sent
    if (ended) void ended.kept.remove(key).then(ended.end)
    pending.value = pending.peek().filter(({ client_id }) => client_id !== key)
  }

  /** Runs until all files are uploaded; then the message is sent like any other. */
  async function carryOn(tray: Tray, message: PendingMessage): Promise<void> {
    const { client_id: key, text } = message
    show({ ...message, status: { kind: 'waiting' } })
    const timeline = client.openRoom(room_id)
    try {
      const uploaded = await tray.uploaded()
      if (!sending.has(key)) return
      const attachments = uploaded.map(({ attachment, poster_id }) =>
        poster_id === undefined ? attachment : { ...attachment, poster_id },
      )
      await timeline.send(text, { ...sendOptions(message), attachments, client_id: key })
      hide(key)
    } catch (error) {
      if (!sending.has(key)) return
      const code = errorCodeOf(error)
      const known = code === 'connection_lost' || code === 'timed_out' ? 'internal' : code
      show({ ...message, status: { kind: 'failed', error: { code: known, message: '' } } })
    } finally {
      timeline.close()
    }
  }

  /** Resolves when it is sent or discarded. */
  function begin(
    tray: Tray,
    text: string,
    about: SendFields,
    { client_id: key, created_at }: Pick<KeptMessage, 'client_id' | 'created_at'>,
  ): Promise<void> {
    const fields = { client_id: key, room_id, text, ...about, created_at }
    const message: PendingMessage = {
      ...fields,
      status: { kind: 'waiting' },
      attachments: tray.files.peek().map(attachmentOf),
      retry() {
        for (const { id, state } of tray.files.peek()) if (state.kind === 'failed') tray.retry(id)
        void carryOn(tray, message)
      },
      discard() {
        hide(key)
        for (const { id } of tray.files.peek()) tray.remove(id)
      },
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    sending.set(key, { tray, fields, message, kept: keptMessages(ownerOf(client)), end: resolve })
    setInMemory(key, true)
    void keep(key)
    void carryOn(tray, message)
    return promise
  }

  function sendInOneTab(tray: Tray, text: string, about: SendFields): void {
    const id = { client_id: newClientId(Date.now()), created_at: Date.now() }
    const sent = begin(tray, text, about, id)
    void inOneTab(id.client_id, () => sent)
  }

  function attach(chosen: Iterable<File>): void {
    let tray = trays.peek().get(room_id)
    if (!tray) {
      tray = newTray(() => setTray(null))
      setTray(tray)
    }
    tray.add(chosen)
  }

  return {
    urls: createFileUrls(client, room_id),
    attach,
    choose() {
      const input = document.createElement('input')
      input.type = 'file'
      input.multiple = true
      input.hidden = true
      input.onchange = () => {
        attach(input.files ?? [])
        input.remove()
      }
      input.oncancel = () => input.remove()
      document.body.append(input)
      input.click()
    },
    unsentVoice: signal(null),
    sendVoice({ file, facts }, reply_to) {
      const tray = newTray(() => {})
      tray.addRead(file, facts)
      sendInOneTab(tray, '', { reply_to })
    },
    async goOn({ text, files, client_id, created_at, room_id: _, ...about }) {
      const tray = newTray(() => {})
      for (const { file, facts, begun: earlier } of files) {
        if (earlier) begun.set(file, earlier)
        const isVoice = facts.kind === 'voice'
        tray.addRead(file, isVoice ? { ...facts, preview: URL.createObjectURL(file) } : await readFile(file))
      }
      await begin(tray, text, about, { client_id, created_at })
    },
    progress: (file_id) =>
      computed(() => {
        for (const { tray } of sending.values()) {
          const state = tray.files.value.find(({ id }) => id === file_id)?.state
          if (state) return state.kind === 'uploading' ? state.sent : state.kind === 'reading' ? 0 : null
        }
        return null
      }),
  }
}

/** The file as the message will show it. */
function attachmentOf({ id, file, facts }: TrayFile): Attachment {
  const { kind, width, height, duration_ms, bars, preview } = facts
  if (preview) keepLocal(id, preview)
  return {
    file_id: id,
    kind,
    name: file.name,
    size: file.size,
    type: file.type,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration_ms !== undefined && { duration_ms }),
    ...(bars !== undefined && { bars }),
  }
}

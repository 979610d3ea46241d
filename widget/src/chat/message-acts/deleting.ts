import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import type { Message } from '@imbachat/sdk'
import { messageActs } from '@imbachat/sdk/message-acts'
import { effect } from '@preact/signals'
import type { ChatFrameConfig } from '../../bridge/chat-frame-config.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { keep, readKept } from '../core/kept-list.ts'
import { isWithinMinutes } from '../core/within-minutes.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { toast } from '../ui/toast-model.ts'
import { offerUndo } from '../ui/undo.ts'
import { going } from './being-deleted.ts'

/** Messages of one room that go together. */
export interface Deletion {
  room_id: number
  seqs: readonly number[]
  /** false: for the reader alone */
  everyone: boolean
}

interface Stored extends Deletion {
  /** milliseconds since 1970 */
  at: number
  /** the tab that offers to undo it */
  tab: string
}

/** Milliseconds after which no other tab offers to undo a deletion any more. */
const NO_TOAST = 30_000

/** The deletion that may still be undone. */
let undoable: Deletion | null = null

/** May the reader delete it for everybody? */
export function mayDelete(
  { sender_id, created_at }: Message,
  chat: ChatModel,
  { delete_minutes }: Pick<ChatFrameConfig['settings'], 'delete_minutes'>,
): boolean {
  return (
    sender_id === chat.meIn(chat.selectedRoomId.peek() ?? 0)?.user_id && isWithinMinutes(created_at, delete_minutes)
  )
}

/**
 * The messages go at once here. Nothing is sent while the toast offers to undo it; from then on it is sent, also by a
 * page that closes, or at the latest when this user opens the chat again.
 */
export function deleteMessages(chat: ChatModel, deletion: Deletion): void {
  offerUndo({
    toast: { deleted: deletion.seqs.length },
    send() {
      undoable = null
      void send(chat, deletion)
    },
    undo() {
      undoable = null
      forget(chat, deletion)
      showAsGone(deletion, false)
    },
  })
  undoable = deletion
  store(chat, [...stored(chat), { ...deletion, at: Date.now(), tab: thisTab() }])
  showAsGone(deletion, true)
}

/**
 * Sends deletions that an earlier page left, and those that wait for a connection.
 * @returns a function that stops it
 */
export function sendUnsentDeletions(chat: ChatModel): () => void {
  return effect(() => {
    if (chat.connection.value.kind !== 'online' || chat.me.value === null) return
    const left = stored(chat).filter((deletion) => !isSame(deletion, undoable))
    const timers = left.map((deletion) => {
      showAsGone(deletion, true)
      const sendIfStored = () => {
        if (stored(chat).some((one) => isSame(one, deletion))) void send(chat, deletion)
        else showAsGone(deletion, false)
      }
      // another tab may still offer to undo one that was just made
      const wait = deletion.tab === thisTab() ? 0 : deletion.at + NO_TOAST - Date.now()
      return setTimeout(sendIfStored, Math.max(0, wait))
    })
    return () => timers.forEach(clearTimeout)
  })
}

async function send(chat: ChatModel, deletion: Deletion): Promise<void> {
  const { room_id, seqs, everyone } = deletion
  const acts = messageActs(chat.client)
  try {
    // together: a page that closes has no time for one after the other
    await (everyone ? Promise.all(seqs.map((seq) => acts.delete(room_id, seq))) : acts.hide(room_id, seqs))
  } catch (error) {
    // it is sent again with the next connection
    if (errorCodeOf(error) === 'connection_lost') return
    toast.value = { problem: errorCodeOf(error) }
  }
  forget(chat, deletion)
  showAsGone(deletion, false)
}

function showAsGone({ room_id, seqs, everyone }: Deletion, gone: boolean): void {
  const all = new Map(going.peek())
  for (const seq of seqs) {
    if (gone) all.set(`${room_id}.${seq}`, everyone)
    else all.delete(`${room_id}.${seq}`)
  }
  going.value = all
}

const isSame = (one: Deletion, other: Deletion | null) =>
  other?.room_id === one.room_id && other.everyone === one.everyone && other.seqs.join() === one.seqs.join()

const forget = (chat: ChatModel, deletion: Deletion) =>
  store(
    chat,
    stored(chat).filter((one) => !isSame(one, deletion)),
  )

/** The same after a reload. */
export function thisTab(): string {
  try {
    const known = sessionStorage.getItem(kept('tab')) ?? crypto.randomUUID()
    sessionStorage.setItem(kept('tab'), known)
    return known
  } catch {
    return ''
  }
}

const stored = (chat: ChatModel) => readKept<Stored>(chat, kept('deleting'))

/** If the browser can't store the deletions, the page sends them while it closes. */
const store = (chat: ChatModel, deletions: readonly Stored[]) => keep(chat, kept('deleting'), deletions)

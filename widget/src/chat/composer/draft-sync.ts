import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import { messageActs } from '@imbachat/sdk/message-acts'
import { effect } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { SIGNING_OUT } from '../core/signing-out.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { Draft } from './drafts.ts'

/** Milliseconds of rest after which a draft is stored on the server. */
const PAUSE = 1_500
/**
 * Milliseconds, with or without rest, where the browser keeps nothing: only the server's draft is there after a reload.
 * It takes 60 drafts a minute.
 */
const PAUSE_UNKEPT = 1_000
/** Milliseconds since the last key for which nothing takes the place of what is being typed. */
const TYPING = 10_000
/** Milliseconds before a draft that the server did not take is sent again. */
const AGAIN = 5_000

/** The last state that this browser and the server agreed on, and when something was typed here since. */
interface Base extends Draft {
  rev: number
  typedAt: number
}

const NOTHING: Base = { text: '', reply_to: null, rev: 0, typedAt: 0 }

const same = (one: Draft, other: Draft) => one.text === other.text && one.reply_to === other.reply_to

/**
 * Syncs drafts between this browser and the user's other devices. A typed draft is stored here at once and sent after a
 * pause. A draft from another device replaces one that was not changed here. If both were changed, the later change
 * wins.
 * @returns a function that stops it
 */
export function syncDrafts(chat: ChatModel): () => void {
  const bases = readBases(chat)
  const seen = new Map<number, Draft>()
  /** on their way, until the server has them */
  const sent = new Map<number, Draft>()
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  /** rooms whose draft is on its way: the next one names the `rev` of this one */
  const underWay = new Set<number>()
  /** the browser stores drafts, as far as is known */
  let kept = true

  function setBase(room_id: number, base: Base): void {
    bases.set(room_id, base)
    kept = keepBases(chat, bases)
  }

  function settle(room_id: number): void {
    const item = chat.flags.peek().get(room_id)?.draft
    let base = bases.get(room_id) ?? NOTHING
    const local = chat.drafts.get(room_id)
    const before = seen.get(room_id)
    seen.set(room_id, local)
    if (before && !same(before, local)) base = { ...base, typedAt: Date.now() }

    if (item && item.rev > base.rev) {
      const there: Draft = { text: item.text, reply_to: item.reply_to }
      const isUntouched = same(local, base)
      const isOwn = same(there, sent.get(room_id) ?? NOTHING)
      const isTyping = Date.now() - base.typedAt < TYPING
      // what was sent from here comes back late: meanwhile it may have become a message, or was deleted
      const isLate = isOwn && sent.delete(room_id)
      base = { ...there, rev: item.rev, typedAt: base.typedAt }
      if (!isLate && (isUntouched || (!isOwn && !isTyping && item.at >= base.typedAt))) {
        seen.set(room_id, there)
        setBase(room_id, base)
        if (!same(local, there)) chat.drafts.set(room_id, there)
        return
      }
    }
    if (base !== bases.get(room_id) && base !== NOTHING) setBase(room_id, base)
    if (same(local, base)) stopTimer(room_id)
    else if (!kept) {
      if (!timers.has(room_id)) wait(room_id, PAUSE_UNKEPT)
    } else if (!before || !same(before, local) || !timers.has(room_id)) wait(room_id, PAUSE)
  }

  function stopTimer(room_id: number): void {
    clearTimeout(timers.get(room_id))
    timers.delete(room_id)
  }

  function wait(room_id: number, ms: number): void {
    stopTimer(room_id)
    timers.set(
      room_id,
      setTimeout(() => void send(room_id), ms),
    )
  }

  async function send(room_id: number): Promise<void> {
    timers.delete(room_id)
    const local = chat.drafts.get(room_id)
    const base = bases.get(room_id) ?? NOTHING
    if (same(local, base) || chat.connection.peek().kind !== 'online') return
    if (underWay.has(room_id)) return wait(room_id, PAUSE_UNKEPT)
    underWay.add(room_id)
    sent.set(room_id, local)
    try {
      await messageActs(chat.client).setDraft(room_id, { ...local, rev: base.rev })
    } catch (error) {
      sent.delete(room_id)
      const code = errorCodeOf(error)
      if (code === 'draft_stale') {
        const rev = chat.flags.peek().get(room_id)?.draft?.rev ?? 0
        setBase(room_id, { ...base, rev: Math.min(base.rev, rev) })
      } else if (code !== 'rate_limited' && code !== 'server_busy') return
      wait(room_id, AGAIN)
    } finally {
      underWay.delete(room_id)
    }
  }

  const rooms = () =>
    new Set([
      ...bases.keys(),
      ...chat.drafts.all.peek().keys(),
      ...[...chat.flags.peek()].flatMap(([room_id, { draft }]) => (draft ? room_id : [])),
    ])
  const sendAll = () => {
    for (const room_id of [...timers.keys()]) {
      stopTimer(room_id)
      void send(room_id)
    }
  }
  const onHide = () => document.visibilityState === 'hidden' && sendAll()

  const stop = effect(() => {
    void chat.drafts.all.value
    void chat.flags.value
    if (chat.me.value === null || chat.me.value.guest || chat.connection.value.kind !== 'online') return
    queueMicrotask(() => {
      for (const room_id of rooms()) settle(room_id)
    })
  })
  for (const event of ['pagehide', SIGNING_OUT]) addEventListener(event, sendAll, true)
  document.addEventListener('visibilitychange', onHide)
  return () => {
    stop()
    for (const event of ['pagehide', SIGNING_OUT]) removeEventListener(event, sendAll, true)
    document.removeEventListener('visibilitychange', onHide)
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

/** One for each widget, which the frame's address names, and user. */
const keyOf = (chat: ChatModel) => keptName(kept('draftsSynced'), location.pathname, chat.me.peek()?.user_id)

function readBases(chat: ChatModel): Map<number, Base> {
  try {
    return new Map(JSON.parse(localStorage.getItem(keyOf(chat)) ?? '[]') as [number, Base][])
  } catch {
    return new Map()
  }
}

/** @returns false: the storage is full or forbidden, so the server's draft counts after a reload */
function keepBases(chat: ChatModel, bases: ReadonlyMap<number, Base>): boolean {
  // a draft that is gone on both sides needs its rev for the next one
  try {
    localStorage.setItem(keyOf(chat), JSON.stringify([...bases]))
    return true
  } catch {
    return false
  }
}

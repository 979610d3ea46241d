import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import { messageActs } from '@imbachat/sdk/message-acts'
import { effect } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { SIGNING_OUT } from '../frame/this-device.ts'
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

/** What this browser and the server last agreed on, and when something was typed here since. */
interface Base extends Draft {
  rev: number
  typedAt: number
}

const NOTHING: Base = { text: '', replyTo: null, rev: 0, typedAt: 0 }

const same = (one: Draft, other: Draft) => one.text === other.text && one.replyTo === other.replyTo

/**
 * Keeps the drafts of this browser and those of the user's other devices alike. What is typed here is kept here at once
 * and sent after a pause. A draft that came from another device replaces one that nobody has touched here; where both
 * were touched, the one that was touched last stays.
 * @returns what ends it
 */
export function syncDrafts(chat: ChatModel): () => void {
  const bases = readBases(chat)
  const seen = new Map<number, Draft>()
  const sent = new Map<number, Draft>()
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  /** rooms whose draft is on its way: the next one names the `rev` of this one */
  const underWay = new Set<number>()
  /** the browser stores drafts, as far as is known */
  let kept = true

  function setBase(roomId: number, base: Base): void {
    bases.set(roomId, base)
    kept = keepBases(chat, bases)
  }

  function settle(roomId: number): void {
    const item = chat.flags.peek().get(roomId)?.draft
    let base = bases.get(roomId) ?? NOTHING
    const local = chat.drafts.get(roomId)
    const before = seen.get(roomId)
    seen.set(roomId, local)
    if (before && !same(before, local)) base = { ...base, typedAt: Date.now() }

    if (item && item.rev > base.rev) {
      const there: Draft = { text: item.text, replyTo: item.reply_to }
      const isUntouched = same(local, base)
      const isOwn = same(there, sent.get(roomId) ?? NOTHING)
      const isTyping = Date.now() - base.typedAt < TYPING
      base = { ...there, rev: item.rev, typedAt: base.typedAt }
      if (isUntouched || (!isOwn && !isTyping && item.at >= base.typedAt)) {
        seen.set(roomId, there)
        setBase(roomId, base)
        if (!same(local, there)) chat.drafts.set(roomId, there)
        return
      }
    }
    if (base !== bases.get(roomId) && base !== NOTHING) setBase(roomId, base)
    if (same(local, base)) stopTimer(roomId)
    else if (!kept) {
      if (!timers.has(roomId)) wait(roomId, PAUSE_UNKEPT)
    } else if (!before || !same(before, local) || !timers.has(roomId)) wait(roomId, PAUSE)
  }

  function stopTimer(roomId: number): void {
    clearTimeout(timers.get(roomId))
    timers.delete(roomId)
  }

  function wait(roomId: number, ms: number): void {
    stopTimer(roomId)
    timers.set(
      roomId,
      setTimeout(() => void send(roomId), ms),
    )
  }

  async function send(roomId: number): Promise<void> {
    timers.delete(roomId)
    const local = chat.drafts.get(roomId)
    const base = bases.get(roomId) ?? NOTHING
    if (same(local, base) || chat.connection.peek().kind !== 'online') return
    if (underWay.has(roomId)) return wait(roomId, PAUSE_UNKEPT)
    underWay.add(roomId)
    sent.set(roomId, local)
    try {
      await messageActs(chat.client).setDraft(roomId, { ...local, rev: base.rev })
    } catch (error) {
      const code = errorCodeOf(error)
      if (code === 'draft_stale') {
        const rev = chat.flags.peek().get(roomId)?.draft?.rev ?? 0
        setBase(roomId, { ...base, rev: Math.min(base.rev, rev) })
      } else if (code !== 'rate_limited' && code !== 'server_busy') return
      wait(roomId, AGAIN)
    } finally {
      underWay.delete(roomId)
    }
  }

  const rooms = () =>
    new Set([
      ...bases.keys(),
      ...chat.drafts.all.peek().keys(),
      ...[...chat.flags.peek()].flatMap(([roomId, { draft }]) => (draft ? roomId : [])),
    ])
  const sendAll = () => {
    for (const roomId of [...timers.keys()]) {
      stopTimer(roomId)
      void send(roomId)
    }
  }
  const onHide = () => document.visibilityState === 'hidden' && sendAll()

  const stop = effect(() => {
    void chat.drafts.all.value
    void chat.flags.value
    if (chat.me.value === null || chat.me.value.guest || chat.connection.value.kind !== 'online') return
    queueMicrotask(() => {
      for (const roomId of rooms()) settle(roomId)
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
  // what is gone on both sides needs its rev for the next one
  try {
    localStorage.setItem(keyOf(chat), JSON.stringify([...bases]))
    return true
  } catch {
    return false
  }
}

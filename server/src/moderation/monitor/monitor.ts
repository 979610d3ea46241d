import { ChatError, type Message } from '@imbachat/protocol'
import type { MonitorEvent } from '@imbachat/protocol/http/moderation/monitor'
import type { Kysely } from 'kysely'
import type { BusEvent } from '../../chat/bus.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Limits } from '../../config/limits.ts'
import type { Widgets } from '../../dashboard/widgets/widgets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { moderateMessage } from '../reports/moderate-message.ts'
import { asPlaced, heldMessages } from './held.ts'
import { listWatched, type WatchedPage } from './list-watched.ts'
import { dialogsOf, type Pair, pairOf } from './pair.ts'
import { fits, type MonitorFilter, type PlacedMessage, toWatched } from './watched.ts'

const SESSION_MS = 12 * 3_600_000
/** Milliseconds between two events of one stream, and messages in each: as many as anybody reads. */
const LOOK_EVERY_MS = 500
const TURN_MESSAGES = 10
/** Rooms of a pair of which a stream remembers whether they are its dialogs, and those that it looks up at once. */
const ROOMS_KNOWN = 10_000
const ROOMS_UNSURE = 200
/** Messages that a stream remembers, to show what becomes of them. */
const REMEMBERED = 500
/** The same for messages that others do not see: the page shows them until they are decided. */
const HELD_REMEMBERED = 1000

/** A live view of a widget's messages for its moderators. Without a watcher it costs messages nothing. */
export interface Monitor {
  /** The caller records the reason. */
  start(actor: DashboardPrincipal, widget_id: number): Promise<{ session: string; until: number }>
  /** @throws ChatError forbidden: the session is not this account's, or has ended */
  mustHaveReason(actor: DashboardPrincipal, widget_id: number, session: string): Promise<void>
  /** @throws ChatError forbidden, as above */
  list(
    actor: DashboardPrincipal,
    widget_id: number,
    page: { session: string; filter: MonitorFilter; limit: number },
  ): Promise<WatchedPage>
  /**
   * @param send gets at most two events a second
   * @returns ends it
   * @throws ChatError forbidden; rate_limited: the widget has as many streams as it may have
   */
  watch(
    actor: DashboardPrincipal,
    widget_id: number,
    input: { session: string; filter: MonitorFilter; send: (event: MonitorEvent) => void },
  ): Promise<() => void>
  /** @throws ChatError message_not_found */
  delete(actor: DashboardPrincipal, message: { widget_id: number; room_id: number; seq: number }): Promise<void>
}

interface MonitorDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  widgets: Pick<Widgets, 'get'>
  chat: Pick<ChatDeps, 'store' | 'bus' | 'users'>
  clock: Clock
  log: Log
  limits: Limits
}

interface Watcher {
  filter: MonitorFilter
  /** the two users whose dialogs are watched, so that their messages elsewhere take no place; null: all rooms */
  pair: Pair | null
  /** is the room a dialog of the pair? */
  rooms: Map<number, boolean>
  /** messages of rooms of which that is not known yet, until the next look */
  unsure: Map<number, PlacedMessage[]>
  since: number
  waiting: Map<string, PlacedMessage>
  dropped: number
  /** the messages shown so far, with their state */
  shown: Map<string, string>
  /** held messages, also from before the stream began, the oldest first */
  held: Map<string, PlacedMessage>
  /** older held messages are not remembered any more, so that none of them is news */
  heldSince: number
  /** events that came while the held messages were being read; null: the read is done */
  early: WatchedEvent[] | null
}

type WatchedEvent = BusEvent & { t: 'message' | 'own' }

export function createMonitor(deps: MonitorDeps): Monitor {
  const { control, readDb, widgets, chat, clock, log } = deps
  const { MONITORS_PER_WIDGET: mostStreams } = deps.limits
  const watchers = new Map<number, Set<Watcher>>()
  let unsubscribe: (() => void) | null = null

  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)

  /** @throws ChatError forbidden */
  async function mustHaveReason({ account_id }: DashboardPrincipal, widget_id: number, session: string): Promise<void> {
    const row = await readDb
      .selectFrom('monitor_session')
      .select('id')
      .where('widget_id', '=', widget_id)
      .where('id', '=', session)
      .where('account_id', '=', account_id)
      .where('started_at', '>', clock.now() - SESSION_MS)
      .executeTakeFirst()
    if (!row) throw new ChatError('forbidden', 'session: say why you watch first', { field: 'session' })
  }

  function receive(event: BusEvent): void {
    if (event.t !== 'message' && event.t !== 'own') return
    const all = watchers.get(event.widget_id)
    if (!all) return
    for (const watcher of all) {
      if (watcher.early) watcher.early.push(event)
      else takeEvent(watcher, event)
    }
  }

  function takeEvent(watcher: Watcher, event: WatchedEvent): void {
    if (event.t === 'own') takeHeld(watcher, event, clock.now())
    else {
      // a held message that is published comes before its sender's own state, which has it no more
      watcher.held.delete(keyOfHeld(event))
      take(watcher, event)
    }
  }

  /** The moderator's first page has them, and a later deletion of one must reach it. */
  async function readHeld(watcher: Watcher, widget_id: number): Promise<void> {
    const { filter, pair } = watcher
    const held = await heldMessages(readDb, widget_id, { filter, pair, limit: HELD_REMEMBERED })
    for (const placed of held.reverse()) watcher.held.set(keyOfHeld(placed), placed)
    const early = watcher.early ?? []
    watcher.early = null
    for (const event of early) takeEvent(watcher, event)
  }

  /** Finds out which of the rooms are dialogs of the pair, and sends their messages. */
  async function placeUnsure(watcher: Watcher, widget_id: number): Promise<void> {
    const { pair, unsure, rooms } = watcher
    if (pair === null || unsure.size === 0) return
    const asked = [...unsure.keys()]
    const dialogs = dialogsOf(readDb, widget_id, pair).select('d.id')
    const found = await dialogs.where('d.id', 'in', asked).execute()
    const ofPair = new Set(found.map(({ id }) => id))
    if (rooms.size > ROOMS_KNOWN) rooms.clear()
    for (const room_id of asked) {
      rooms.set(room_id, ofPair.has(room_id))
      const messages = unsure.get(room_id) ?? []
      unsure.delete(room_id)
      for (const placed of messages) take(watcher, placed)
    }
  }

  /** Shows the messages that wait. If they can't be read, the next look tries again. */
  async function showWaiting(watcher: Watcher, widget_id: number, send: (event: MonitorEvent) => void): Promise<void> {
    const { waiting, dropped, filter } = watcher
    if (waiting.size === 0 && dropped === 0) return
    watcher.waiting = new Map()
    watcher.dropped = 0
    try {
      const messages = await toWatched(deps, widget_id, [...waiting.values()], filter)
      if (messages.length > 0 || dropped > 0) send({ messages, dropped })
    } catch (error) {
      const newer = watcher.waiting
      watcher.waiting = waiting
      watcher.dropped += dropped
      for (const [key, placed] of newer) putWaiting(watcher, key, placed)
      throw error
    }
  }

  return {
    async start(actor, widget_id) {
      await mustBeInTeam(actor, widget_id)
      const session = crypto.randomUUID()
      const now = clock.now()
      await control
        .deleteFrom('monitor_session')
        .where('widget_id', '=', widget_id)
        .where('started_at', '<=', now - SESSION_MS)
        .execute()
      await control
        .insertInto('monitor_session')
        .values({ widget_id, id: session, account_id: actor.account_id, started_at: now })
        .execute()
      return { session, until: now + SESSION_MS }
    },
    mustHaveReason,
    async list(actor, widget_id, { session, filter, limit }) {
      await mustBeInTeam(actor, widget_id)
      await mustHaveReason(actor, widget_id, session)
      return listWatched(deps, widget_id, filter, limit)
    },
    async watch(actor, widget_id, { session, filter, send }) {
      await mustBeInTeam(actor, widget_id)
      await mustHaveReason(actor, widget_id, session)
      const pair = await pairOf(chat, widget_id, filter)
      const all = watchers.get(widget_id) ?? new Set()
      if (all.size >= mostStreams) {
        throw new ChatError('rate_limited', `At most ${mostStreams} moderators watch a widget at the same time.`)
      }
      const watcher: Watcher = {
        ...{ filter, pair, since: clock.now(), dropped: 0, rooms: new Map(), unsure: new Map() },
        ...{ waiting: new Map(), shown: new Map(), held: new Map(), heldSince: 0, early: [] },
      }
      let ended = false
      let cancel = () => {}
      const end = () => {
        ended = true
        cancel()
        all.delete(watcher)
        if (all.size === 0) watchers.delete(widget_id)
        if (watchers.size > 0) return
        unsubscribe?.()
        unsubscribe = null
      }
      watchers.set(widget_id, all.add(watcher))
      unsubscribe ??= chat.bus.subscribe(receive)
      try {
        await chat.bus.follow(widget_id)
        await readHeld(watcher, widget_id)
      } catch (error) {
        end()
        throw error
      }

      const look = async () => {
        await placeUnsure(watcher, widget_id)
        await showWaiting(watcher, widget_id, (event) => {
          if (!ended) send(event)
        })
      }
      const next = () => {
        cancel = clock.after(LOOK_EVERY_MS, () => {
          look()
            .catch((error: unknown) => log.warn('the monitor could not read what was written', { error }))
            .finally(() => {
              if (!ended) next()
            })
        })
      }
      next()
      return end
    },
    async delete(actor, message) {
      await mustBeInTeam(actor, message.widget_id)
      await moderateMessage(chat, message)
    },
  }
}

/** Keeps as many as the next event could show, until it is known whether the room is a dialog of the pair. */
function keepUnsure(watcher: Watcher, placed: PlacedMessage): void {
  const kept = watcher.unsure.get(placed.room_id)
  if (!kept && watcher.unsure.size >= ROOMS_UNSURE) {
    watcher.dropped++
    return
  }
  const messages = [...(kept ?? []), placed]
  watcher.unsure.set(placed.room_id, messages.slice(-TURN_MESSAGES))
}

/** The changes that the watcher has not seen. */
function take(watcher: Watcher, placed: PlacedMessage): void {
  const { room_id, message } = placed
  if (!fits(placed, watcher.filter)) return
  const isOfPair = watcher.pair === null || watcher.rooms.get(room_id)
  if (isOfPair === undefined) keepUnsure(watcher, placed)
  if (!isOfPair) return
  const before = watcher.shown.get(keyOf(placed))
  // a reaction or a pin changes nothing that is shown, and a change of an old message is not news
  if (before === stateOf(message) || (before === undefined && message.created_at < watcher.since)) return
  if (placed.held) remember(watcher, placed)
  show(watcher, placed)
}

function show(watcher: Watcher, placed: PlacedMessage): void {
  const key = keyOf(placed)
  watcher.shown.delete(key)
  watcher.shown.set(key, stateOf(placed.message))
  for (const oldest of watcher.shown.keys()) {
    if (watcher.shown.size <= REMEMBERED) break
    watcher.shown.delete(oldest)
  }
  putWaiting(watcher, key, placed)
}

/** Keeps the newest messages for the next event, and counts the others: a site may be faster than the eye. */
function putWaiting(watcher: Watcher, key: string, placed: PlacedMessage): void {
  watcher.waiting.delete(key)
  watcher.waiting.set(key, placed)
  for (const oldest of watcher.waiting.keys()) {
    if (watcher.waiting.size <= TURN_MESSAGES) break
    watcher.waiting.delete(oldest)
    watcher.dropped++
  }
}

function remember(watcher: Watcher, placed: PlacedMessage): void {
  watcher.held.set(keyOfHeld(placed), placed)
  for (const [key, { message }] of watcher.held) {
    if (watcher.held.size <= HELD_REMEMBERED) break
    watcher.held.delete(key)
    watcher.heldSince = Math.max(watcher.heldSince, message.created_at + 1)
  }
}

/** A sender's own state lists all of their held messages in a room: one that is missing was deleted or withdrawn. */
function takeHeld(watcher: Watcher, { user_id, items }: BusEvent & { t: 'own' }, now: number): void {
  for (const item of items) {
    if (item.kind !== 'held') continue
    const held = item.messages
      .filter(({ deleted_at }) => deleted_at === undefined)
      .map((message) => asPlaced(item.room_id, user_id, message))
    for (const one of held) {
      if (!watcher.held.has(keyOfHeld(one)) && one.message.created_at >= watcher.heldSince) take(watcher, one)
    }
    const left = new Set(held.map(keyOfHeld))
    for (const [key, placed] of watcher.held) {
      const { room_id, message } = placed
      if (room_id !== item.room_id || message.sender_id !== user_id || left.has(key)) continue
      watcher.held.delete(key)
      show(watcher, { ...placed, message: { ...message, text: null, attachments: [], deleted_at: now } })
    }
  }
}

const keyOf = (placed: PlacedMessage) => (placed.held ? keyOfHeld(placed) : `${placed.room_id}/${placed.message.seq}`)
const stateOf = ({ edited_at, deleted_at }: Message) => `${edited_at}/${deleted_at}`
/** A user's message has the same one when it is published. */
const keyOfHeld = ({ room_id, message }: PlacedMessage) => `${room_id}/${message.sender_id}/${message.client_id}`

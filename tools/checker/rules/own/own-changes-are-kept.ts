import type { OwnItem } from '@imbachat/protocol'
import { type Entry, type OwnItemInput, ownItemsIn } from '../../history.ts'
import { type Run, userKey } from '../../run.ts'
import { switches, type Turn } from '../../switches.ts'
import type { Rule } from '../rule.ts'

/**
 * The ack of a change of the own state has the requested value, and the store keeps it until the user changes it. No
 * user gets a change that they did not make.
 */
export const ownChangesAreKept: Rule = {
  promises: 'OWN-1 STAR-1 DRAFT-1',
  *check(run) {
    yield* acksHaveTheInput(run)
    yield* valuesAreTheirOwn(run)
    yield* valuesAreKept(run)
    yield* draftsReplaceOne(run)
    yield* starsAreKept(run)
  },
}

const hasStar = (item: OwnItem | undefined, seq: number) =>
  item?.kind === 'star' && item.messages.some((star) => star.seq === seq)

/** The room and value of a mute or draft; null: another kind. `is` names the value in faults. */
function settingOf(of: OwnItem | OwnItemInput | undefined): { about: string; is: string } | null {
  if (of?.kind !== 'mute' && of?.kind !== 'draft') return null
  const is = of.kind === 'mute' ? String(of.until) : of.text
  return { about: `the ${of.kind} of room ${'room' in of ? of.room : of.room_id}`, is }
}

function hasInput(item: OwnItem, input: OwnItemInput): boolean {
  if (input.kind !== 'star') return Bun.deepEquals(settingOf(item), settingOf(input))
  return item.kind === 'star' && item.room_id === input.room && hasStar(item, input.seq) === input.on
}

function* acksHaveTheInput({ clients }: Run) {
  for (const { client, entries } of clients) {
    for (const entry of entries) {
      if (entry.t !== 'own_acked' || hasInput(entry.item, entry.input)) continue
      yield `${client} asked for ${JSON.stringify(entry.input)} and got the ack ${JSON.stringify(entry.item)}`
    }
  }
}

function* valuesAreTheirOwn(run: Run) {
  const sent = new Set<string>()
  const placeOf = (widget: number, user: string, { about, is }: { about: string; is: string }) =>
    `${userKey(widget, user)}: ${about} set to ${is}`
  for (const { widget, user, entries } of run.clients) {
    for (const entry of entries) {
      const value = entry.t === 'own_sent' ? settingOf(entry.input) : null
      if (value) sent.add(placeOf(widget, user, value))
    }
  }
  for (const { client, widget, user, entries } of run.clients) {
    for (const item of entries.flatMap(ownItemsIn)) {
      const value = settingOf(item)
      const isUnset = item.kind === 'mute' ? item.until === null : item.kind === 'draft' && item.text === ''
      if (!value || isUnset || sent.has(placeOf(widget, user, value))) continue
      yield `${client} has ${placeOf(widget, user, value)}, which its user did not set`
    }
  }
}

interface Value {
  user: string
  about: string
  /** the acked change that was stored last */
  last: { client: string; is: string; rev: number } | null
  /** values of tries without an answer */
  open: string[]
}

/** The last acked mute or draft of a room is stored, unless a try without an answer was stored after it. */
function* valuesAreKept({ clients, own }: Run) {
  const values = new Map<string, Value>()
  for (const { client, widget, user, entries } of clients) {
    for (const entry of entries) {
      const isRequest = entry.t === 'own_sent' || entry.t === 'own_acked' || entry.t === 'own_refused'
      const value = isRequest ? settingOf(entry.input) : null
      if (!isRequest || !value) continue
      const { about, is } = value
      const key = `${userKey(widget, user)} ${about}`
      const kept: Value = values.get(key) ?? { user: userKey(widget, user), about, last: null, open: [] }
      values.set(key, kept)
      if (entry.t === 'own_sent') kept.open.push(is)
      else if (kept.open.includes(is)) kept.open.splice(kept.open.indexOf(is), 1)
      if (entry.t === 'own_acked' && entry.item.rev > (kept.last?.rev ?? 0))
        kept.last = { client, is, rev: entry.item.rev }
    }
  }
  for (const { user, about, last, open } of values.values()) {
    if (!last) continue
    const item = own.get(user)?.items.find((one) => settingOf(one)?.about === about)
    const stored = settingOf(item)?.is
    if (stored === last.is || (stored !== undefined && open.includes(stored))) continue
    const acked = `${last.client} set ${about} to ${last.is}, acked at user_rev ${last.rev}`
    yield `${acked}, but ${stored ?? 'nothing'} is stored at user_rev ${item?.rev}`
  }
}

/** Of two drafts that name the same draft as the one that they replace, one is refused. */
function* draftsReplaceOne({ clients }: Run) {
  const replacedBy = new Map<string, number>()
  for (const { client, widget, user, entries } of clients) {
    for (const entry of entries) {
      if (entry.t !== 'own_acked' || entry.input.kind !== 'draft' || entry.item.rev === 0) continue
      const { room, rev } = entry.input
      const key = `${userKey(widget, user)} room ${room} rev ${rev}`
      const other = replacedBy.get(key) ?? entry.item.rev
      replacedBy.set(key, other)
      if (other === entry.item.rev && rev < other) continue
      yield `${client} replaced the draft of room ${room} at user_rev ${rev} by ${entry.item.rev}, after ${other} did`
    }
  }
}

function starOf(entry: Entry): Turn<{ room: number; seq: number }> | null {
  if (!('input' in entry) || !('kind' in entry.input) || entry.input.kind !== 'star') return null
  const { room, seq, on } = entry.input
  const turned = { subject: { room, seq }, on }
  if (entry.t === 'own_acked') return { ...turned, t: 'acked', rev: entry.item.rev }
  return { ...turned, t: entry.t === 'own_sent' ? 'sent' : 'refused' }
}

function* starsAreKept(run: Run) {
  for (const { widget, user, subject, last, unknown } of switches(run, starOf)) {
    if (!last || unknown.has(!last.on)) continue
    const { room, seq } = subject
    const items = run.own.get(userKey(widget, user))?.items
    const item = items?.find((one) => one.kind === 'star' && one.room_id === room)
    if (hasStar(item, seq) === last.on) continue
    const acked = `${last.client} got the ack at user_rev ${last.rev} that seq ${seq} of room ${room} `
    yield `${acked}${last.on ? 'has a star' : 'has none'}, but the store has ${JSON.stringify(item)}`
  }
}

import type { Message, ReplyTo } from '@imbachat/protocol'

/** Changes after a gap are kept until the gap is filled, up to this many; `messages.sync` loads the others again. */
const MOST_AHEAD = 200

/**
 * The messages of one room that this client holds: dense by `seq`, complete up to the change `rev`. Changes may arrive
 * late, twice, in any order or not at all (docs/spec.md). What the log shows is always a state that the server once
 * had.
 */
export interface MessageLog {
  messages(): readonly Message[]
  /** whether older messages exist */
  more(): boolean
  /** the log shows a part of the history: newer messages exist that it does not hold */
  newer(): boolean
  /** -1: nothing is loaded yet */
  rev(): number
  /** `seq` of the newest message, 0 in an empty room */
  lastSeq(): number
  /** a change arrived that can't be applied before `messages.sync` */
  behind(): boolean
  /** The newest page, or any other one: replaces everything. */
  load(page: ReplyTo<'messages.list'>): void
  /** The page before the first message. False: the log has moved meanwhile, the page does not fit. */
  prepend(page: ReplyTo<'messages.list'>): boolean
  /** The page after the last message. */
  append(page: ReplyTo<'messages.list'>): void
  /** A change that arrived as an event. */
  receive(message: Message): void
  /** The server acked an own message; its content is what was sent. */
  ack(message: Message): void
  /** The answer to `messages.sync` from `from`. False: the answer does not fit, load again. */
  sync(from: number, changes: ReplyTo<'messages.sync'> & { kind: 'changes' }): boolean
  /** Drops all but the newest `keep`. */
  trim(keep: number): void
  /** Messages up to `upTo` do not exist for the user. */
  clear(upTo: number): void
}

export function createMessageLog(): MessageLog {
  let messages: readonly Message[] = []
  let more = false
  let newer = false
  let rev = -1
  let lastSeq = 0
  let highestReceived = 0
  /** more pages of a sync follow: a message that changed twice is not yet in its state at `rev` */
  let amidSync = false
  /** by rev: changes after a gap */
  const ahead = new Map<number, Message>()
  /**
   * by seq: messages of a sync whose predecessors changed later and come on a later page; if `newer`, what changed
   * after the last message
   */
  const unplaced = new Map<number, Message>()
  /** by seq: changes of messages before the first one, since a page that the server read before them may be loading */
  const older = new Map<number, Message>()

  const firstSeq = () => lastSeq - messages.length + 1

  function put(message: Message) {
    const { seq } = message
    if (seq > lastSeq + (newer ? 0 : 1)) unplaced.set(seq, newest(unplaced.get(seq), message))
    else if (seq === lastSeq + 1) {
      messages = [...messages, newest(unplaced.get(seq), message)]
      lastSeq = seq
      unplaced.delete(seq)
      const next = unplaced.get(seq + 1)
      if (next) put(next)
    } else if (seq < firstSeq()) older.set(seq, newest(older.get(seq), message))
    else {
      const at = seq - firstSeq()
      const chosen = newest(messages[at], message)
      if (chosen !== messages[at]) messages = messages.with(at, chosen)
    }
  }

  /** Applies the changes that now follow without a gap. */
  function advance() {
    for (const [aheadRev] of ahead) if (aheadRev <= rev) ahead.delete(aheadRev)
    for (let next = ahead.get(rev + 1); next && (newer || next.seq <= lastSeq + 1); next = ahead.get(rev + 1)) {
      ahead.delete(++rev)
      put(next)
    }
  }

  function noteRev(received: number) {
    highestReceived = Math.max(highestReceived, received)
  }

  function receive(message: Message) {
    noteRev(message.rev)
    if (rev >= 0 && message.rev <= rev) {
      // already counted, but this may be the better text: an ack has none
      if (message.seq <= lastSeq) put(message)
      return
    }
    if (ahead.size < MOST_AHEAD) ahead.set(message.rev, message)
    if (rev >= 0) advance()
  }

  return {
    messages: () => messages,
    more: () => more,
    newer: () => newer,
    rev: () => rev,
    lastSeq: () => lastSeq,
    behind: () => highestReceived > rev,
    load(page) {
      messages = page.messages
      lastSeq = messages.at(-1)?.seq ?? page.last_seq
      more = (messages[0]?.seq ?? 1) > 1
      newer = lastSeq < page.last_seq
      rev = page.last_rev
      amidSync = false
      unplaced.clear()
      older.clear()
      advance()
    },
    prepend(page) {
      const first = firstSeq()
      const fitting = page.messages.filter((message) => message.seq < first)
      if (fitting.length > 0 && fitting.at(-1)?.seq !== first - 1) return false
      messages = [...fitting.map((message) => newest(older.get(message.seq), message)), ...messages]
      more = fitting.length > 0 && firstSeq() > 1
      older.clear()
      return true
    },
    append(page) {
      newer = false
      page.messages.forEach(put)
      newer = lastSeq < page.last_seq
    },
    receive,
    ack(message) {
      // Only the next message certainly has the text that was sent: acks repeat, and an older message may have been
      // edited since.
      if (!amidSync && message.seq === lastSeq + 1 && message.rev === rev + 1) receive(message)
      else noteRev(message.rev)
    },
    sync(from, changes) {
      for (const message of changes.messages) put(message)
      rev = Math.max(rev, changes.rev)
      advance()
      amidSync = changes.more
      if (changes.more) return changes.rev > from
      // the server's last change: later ones that arrived were of the state before a restore
      if (rev === from) {
        highestReceived = rev
        ahead.clear()
      }
      return newer || unplaced.size === 0
    },
    trim(keep) {
      if (messages.length <= keep) return
      messages = messages.slice(-keep)
      more = true
    },
    clear(upTo) {
      if (rev < 0 || upTo < firstSeq() - 1) return
      messages = messages.filter(({ seq }) => seq > upTo)
      lastSeq = Math.max(lastSeq, upTo)
      more = false
    },
  }
}

/** The later version of a message; of two equal ones, the last that arrived. */
const newest = (held: Message | undefined, came: Message): Message => (held && held.rev > came.rev ? held : came)

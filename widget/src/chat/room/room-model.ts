import { isPresent } from '@imbachat/protocol/rooms/membership'
import type {
  ChatClient,
  Message,
  RequestErrorCode,
  RoomFlags,
  RoomSummary,
  TimelinePlace,
  UserCard,
} from '@imbachat/sdk'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { rest } from '../bundles/views.ts'
import { createComposerModel } from '../composer/composer-model.ts'
import type { Drafts } from '../composer/drafts.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { createScope, settle } from '../core/observe.ts'
import { when } from '../core/when.ts'
import type { ChatFiles } from '../files/chat-files.ts'
import type { withHeldMessages } from '../log/held-in-log.ts'
import { buildLog, type DaySection } from '../log/message-items.ts'
import {
  findBySeq,
  inWindow,
  type MessageWindow,
  newerWindow,
  olderWindow,
  openingWindow,
  trimmedWindow,
} from '../log/message-window.ts'
import { leftOf } from '../message-acts/being-deleted.ts'
import { toast } from '../ui/toast-model.ts'

/** A place that the log has to scroll to. A new object is a new request. */
export type Reveal = { to: 'bottom' } | { to: 'unread' } | { to: 'message'; seq: number }

/** The reason why the user can't write: the server's reason, or that the user is no longer in the room. */
export type WriteBlock = NonNullable<RoomSummary['write_block']> | 'left' | 'banned' | 'muted'

/** Messages after one that is shown from afar. */
const AROUND = 25

/** Pages that are looked through for the first unread message: notices may stand before it, which do not count. */
const MOST_PAGES = 20

/** A part of the history did not come. */
export interface HistoryProblem {
  /** what follows the loaded messages */
  newer: boolean
  /** Does again what failed. */
  retry(): void
}

export interface RoomModelContext {
  client: ChatClient
  /** the room as it was when it was opened */
  opened: RoomSummary
  me: ReadonlySignal<UserCard | null>
  users: ReadonlySignal<ReadonlyMap<string, UserCard>>
  drafts: Drafts
  /** ids of the users that the reader has blocked */
  blocked: ReadonlySignal<ReadonlySet<string>>
  flags: ReadonlySignal<ReadonlyMap<number, RoomFlags>>
  /** the moderators let the reader write nowhere */
  cantWrite: ReadonlySignal<boolean>
  maxChars: ReadonlySignal<number>
  /** the chat can be seen: its window is open and its tab is in front */
  visible: ReadonlySignal<boolean>
  files: ChatFiles
}

export type RoomModel = ReturnType<typeof createRoomModel>

/** One open room: the messages of its log, the place of the reader, and its composer. */
export function createRoomModel(context: RoomModelContext) {
  const { client, opened: given, me, users, drafts, maxChars, visible, files } = context
  const { room_id, unread } = given
  const scope = createScope()
  const timeline = client.openRoom(room_id)
  scope.add(() => timeline.close())
  const state = scope.watch(timeline.state)
  const room = computed(() => state.value.room ?? given)

  const readBefore = given.watermarks.find((mark) => mark.user_id === me.peek()?.user_id)?.read_seq ?? 0
  const unreadFrom = signal<number | null>(null)
  const shown = signal<MessageWindow>({ from: 0, to: null })
  const opened = signal(false)
  const atBottom = signal(true)
  /** everything up to here has been on the screen */
  const seenSeq = signal(0)
  const loadingOlder = signal(false)
  const historyProblem = signal<HistoryProblem | null>(null)
  const actionProblem = signal<RequestErrorCode | null>(null)
  const reveal = signal<Reveal | null>(null)
  /** `seq` of the message from which the reader went up to another */
  const cameFrom = signal<number | null>(null)
  /** the reader went down past messages that were never drawn: being at the bottom, they have not seen all */
  const passedOver = signal(false)
  /** everything up to here was drawn when the reader went elsewhere in the history */
  let drawnTo = 0
  /** id of the reader's latest jump; results of earlier jumps are ignored */
  let inputs = 0
  /** the user sent a message, maybe before the history came: then they want to see it, and not the first unread one */
  let wrote = false
  /** `seq` of messages that the reader selects; null: they select none */
  const selected = signal<ReadonlySet<number> | null>(null)
  /** `seq` of blocked users' messages that the reader asked for */
  const uncovered = signal<ReadonlySet<number | null>>(new Set())
  /** a picture is shown over the log, which the reader does not see meanwhile */
  const viewing = signal(false)

  const heldHere = computed(() => context.flags.value.get(room_id)?.held?.messages ?? [])
  /** adds the reader's own that look sent, and that no other user sees; null: nothing to add, or it is on its way */
  const addCopies = signal<typeof withHeldMessages | null>(null)
  scope.react(() => {
    if (!addCopies.peek() && heldHere.value.some(({ seq }) => seq))
      void rest.fetch().then((script) => (addCopies.value = script.withHeldMessages))
  })
  const messages = computed<readonly Message[]>(
    () =>
      addCopies.value?.(state.value.messages, heldHere.value, me.value?.user_id ?? '', state.value) ??
      state.value.messages,
  )
  const pending = computed(() => files.pending.value.filter((message) => message.room_id === room_id))
  const ofFiles = (client_id: string) => pending.peek().find((message) => message.client_id === client_id)
  const lastSeq = computed(() => state.value.messages.at(-1)?.seq ?? 0)

  const complete = computed(() => !state.value.more && shown.value.from <= (messages.value[0]?.seq ?? 0))
  const followsNewest = computed(() => shown.value.to === null && !state.value.newer)
  /** The reader is at the newest messages, and passed over none. */
  const caughtUp = computed(() => atBottom.value && followsNewest.value && !passedOver.value)

  /** A blocked user wrote it. */
  const isCovered = ({ sender_id, seq }: { sender_id: string; seq: number | null }): boolean =>
    room.value.peer === null && context.blocked.value.has(sender_id) && !uncovered.value.has(seq)

  let sections: DaySection[] = []
  const log = computed(() => {
    const { outgoing, watermarks, reacting } = state.value
    sections = buildLog(
      {
        messages: leftOf(inWindow(messages.value, shown.value), room_id, context.flags.value.get(room_id)),
        outgoing: followsNewest.value ? [...outgoing, ...pending.value] : [],
        held: followsNewest.value ? heldHere.value.filter(({ seq }) => seq === undefined) : [],
        findMessage: (seq) => findBySeq(messages.value, seq),
        watermarks,
        reacting,
        users: users.value,
        me: me.value,
        unreadFrom: unreadFrom.value,
        isCovered,
      },
      sections,
    )
    return sections
  })

  /**
   * @param retry the call that needs the page
   * @returns false if the page failed to load
   */
  async function load(page: () => Promise<unknown>, retry: () => unknown, newer = false): Promise<boolean> {
    loadingOlder.value = true
    historyProblem.value = null
    try {
      await page()
      settle()
      return true
    } catch {
      historyProblem.value = {
        newer,
        retry() {
          historyProblem.value = null
          retry()
        },
      }
      return false
    } finally {
      loadingOlder.value = false
    }
  }

  /** A failed page is not requested again automatically. */
  const mayLoad = () => !loadingOlder.peek() && historyProblem.peek() === null

  /** Another part of the history; without a place, what follows the part that is shown. */
  const part = async (place?: TimelinePlace, isWanted?: () => boolean) =>
    (await rest.fetch()).goTo(client, room_id, place, isWanted)

  const loadOlder = async () => mayLoad() && state.peek().more && load(timeline.loadOlder, showOlder)
  const loadNewer = async () => mayLoad() && state.peek().newer && load(part, showNewer, true)

  function depart(): void {
    if (!passedOver.peek()) drawnTo = Math.max(drawnTo, seenSeq.peek(), shown.peek().to ?? lastSeq.peek())
    passedOver.value = true
  }

  /** After a jump, or further up: was everything before drawn by now? */
  function arrive(): void {
    const first = Math.max(shown.peek().from, messages.peek()[0]?.seq ?? 0)
    if (first <= drawnTo + 1) passedOver.value = false
  }

  async function goTo(place: TimelinePlace, retry: () => unknown = () => goTo(place)): Promise<boolean> {
    const mine = ++inputs
    const isWanted = () => mine === inputs
    depart()
    const came = await load(() => part(place, isWanted), retry)
    arrive()
    return came && isWanted()
  }

  /** The reader nears the top of what is drawn. */
  async function showOlder(): Promise<void> {
    if (!opened.peek()) return
    const older = () => olderWindow(messages.peek(), shown.peek())
    const next = older() ?? ((await loadOlder()) ? older() : null)
    if (next) shown.value = next
    arrive()
  }

  /** The reader nears the bottom of what is drawn. */
  function showNewer(): void {
    const newer = opened.peek() && newerWindow(messages.peek(), shown.peek())
    if (newer) shown.value = newer
    else void loadNewer()
  }

  function toEnd(): void {
    shown.value = openingWindow(messages.peek(), null)
    reveal.value = { to: 'bottom' }
  }

  async function toBottom(): Promise<void> {
    inputs++
    if (state.peek().newer && !(await goTo({}, toBottom))) return
    // the reader asked for the newest messages, so the skipped ones count as read
    passedOver.value = false
    toEnd()
  }

  /** @param origin `seq` of the message from which the reader goes there */
  async function revealMessage(seq: number, origin: number | null = null): Promise<void> {
    const mine = ++inputs
    const again = () => void revealMessage(seq, origin)
    const places = { messages, flags: context.flags.peek().get(room_id), shown, cameFrom, reveal, goTo, depart, arrive }
    try {
      const { showMessage } = await rest.fetch()
      if (mine === inputs) await showMessage(places, seq, origin, again)
    } catch {
      toast.value = { problem: 'connection_lost' }
    }
  }

  /**
   * In one request: the page before, or a part of the history. If it fails, the loaded messages have the divider, and
   * those that did not come are passed over.
   */
  async function reachUnread(): Promise<void> {
    const missing = (messages.peek()[0]?.seq ?? 0) - readBefore - 1
    if (missing <= 0 || !state.peek().more) return
    drawnTo = readBefore
    passedOver.value = true
    if (missing <= 2 * AROUND) await loadOlder()
    else await load(() => part({ before_seq: readBefore + 1 + AROUND }), showOlder)
    arrive()
  }

  /** A user who writes has seen the messages before. */
  function afterWriting(): void {
    unreadFrom.value = null
    void toBottom()
  }

  /** Shows the first unread message, or else the newest. */
  function revealUnread(): void {
    const first = unreadFrom.peek()
    shown.value = openingWindow(messages.peek(), first)
    // until the log has scrolled, the messages below the first unread one count as not seen
    atBottom.value = first === null
    reveal.value = { to: first === null ? 'bottom' : 'unread' }
  }

  async function openAtUnread(): Promise<void> {
    if (unread > 0) {
      await reachUnread()
      const find = () =>
        messages
          .peek()
          .find((message) => message.seq > readBefore && message.sender_id !== me.peek()?.user_id && !message.system)
      for (let pages = 0; !find() && pages < MOST_PAGES && (await loadNewer()); ) pages++
      unreadFrom.value = find()?.seq ?? null
    }
    if (wrote) {
      seenSeq.value = readBefore
      opened.value = true
      return afterWriting()
    }
    seenSeq.value = unreadFrom.peek() === null && !passedOver.peek() ? lastSeq.peek() : readBefore
    revealUnread()
    opened.value = true
  }

  let opening = false
  scope.react(() => {
    if (!state.value.loaded || opening) return
    opening = true
    void openAtUnread()
  })

  // A message at the bottom of a visible timeline is read. Those that come while the chat is hidden begin with the
  // divider, and there the reader finds the log.
  scope.react(() => {
    const newest = lastSeq.value
    if (!opened.value || newest <= seenSeq.value) return
    const isSeen = visible.value && !viewing.value
    if (isSeen && caughtUp.value) {
      seenSeq.value = newest
    } else if (!isSeen) {
      const unseen = messages.value.find(
        (message) => message.seq > seenSeq.value && message.sender_id !== me.value?.user_id,
      )
      if (unseen && (unreadFrom.peek() ?? 0) <= seenSeq.value) unreadFrom.value = unseen.seq
      if (unseen && caughtUp.peek()) revealUnread()
    }
  })
  scope.react(() => {
    if (opened.value && seenSeq.value > readBefore) timeline.markRead(seenSeq.value)
  })

  // A page that failed by the network is requested again when the connection is back.
  const connection = scope.watch(client.connection)
  scope.react(() => {
    if (connection.value.kind === 'online') historyProblem.value = null
  })

  // After a long absence the server may send a room again, or another part of it is shown: nothing of what was shown is
  // left.
  scope.react(() => {
    if (opened.value && messages.value.length > 0 && inWindow(messages.value, shown.value).length === 0) toEnd()
  })

  scope.react(() => {
    timeline.setShown(visible.value)
  })

  // A log that follows the newest would grow without end.
  scope.react(() => {
    const trimmed = opened.value && trimmedWindow(messages.value, shown.peek(), atBottom.peek() ? 'end' : 'start')
    if (trimmed) shown.value = trimmed
  })

  const composer = createComposerModel({
    room_id,
    timeline,
    drafts,
    maxChars,
    tray: computed(() => files.trays.value.get(room_id) ?? null),
    sent() {
      wrote = true
      afterWriting()
    },
  })

  const attempt = async (act: Promise<void>) => {
    actionProblem.value = null
    try {
      await act
    } catch (error) {
      actionProblem.value = errorCodeOf(error)
    }
  }

  /**
   * The reason why the reader can't write now. A request is one message: while it waits in the outbox or for review,
   * the room does not say so yet.
   */
  const writeBlock = computed<WriteBlock | null>(() => {
    const { write_block, state: membership } = room.value
    if (write_block !== 'not_joined' && (membership === 'left' || membership === 'banned')) return membership
    if (context.cantWrite.value) return 'muted'
    const waits = membership === 'requested' && state.value.outgoing.length + heldHere.value.length > 0
    return write_block ?? (waits ? 'request_pending' : null)
  })

  return {
    room_id,
    room,
    log,
    composer,
    loaded: opened,
    loadingOlder,
    historyProblem,
    /** The problem at this end of the log. While a page is missing, no other one is loaded at either end. */
    problemAt(newer: boolean): HistoryProblem | null {
      const problem = historyProblem.value
      const grows = newer ? state.value.newer : state.value.more
      return problem && (problem.newer === newer || grows) ? problem : null
    },
    actionProblem,
    atBottom: atBottom as ReadonlySignal<boolean>,
    /** The log is at the end of what is drawn, or no longer. Only the end of everything is the bottom. */
    scrolled(toEnd: boolean): void {
      atBottom.value = toEnd && followsNewest.peek()
    },
    reveal,
    /** nothing older exists: the log begins here */
    complete,
    empty: computed(() => opened.value && log.value.length === 0),
    writeBlock,
    /** ids of the users who type */
    typing: computed(() => state.value.typing),
    followsNewest,
    caughtUp,
    seenSeq: seenSeq as ReadonlySignal<number>,
    state,
    me,
    users,
    message: (seq: number) => findBySeq(messages.value, seq),
    messages,
    heldHere,
    isCovered,
    viewing,
    selected,
    flags: context.flags,
    /** the input of `roomFiles` */
    fileParts: [client, files, room_id] as const,
    mayAttach: files.limits !== null,
    /** The newest of these messages that the user wrote. */
    lastOwn: (among: readonly Message[] = messages.peek()) =>
      among.findLast(
        (m) => m.sender_id === me.peek()?.user_id && m.deleted_at === null && !m.system && !m.forward && !m.call,
      ),
    showOlder,
    showNewer,
    /**
     * Loads the next page of the history, also when the log does not need it yet.
     * @returns false if it failed
     */
    async loadMore(newer: boolean): Promise<boolean> {
      await when(() => !loadingOlder.value)
      historyProblem.value = null
      return newer ? loadNewer() : loadOlder()
    },
    toBottom,
    /** Shows another part of the history, from its end. */
    goTo,
    cameFrom,
    revealMessage,
    uncovered,
    retry: async (client_id: string) => (ofFiles(client_id)?.retry ?? (() => attempt(timeline.retry(client_id))))(),
    discard: async (client_id: string) =>
      (ofFiles(client_id)?.discard ?? (() => attempt(timeline.discard(client_id))))(),
    timeline,
    isPresent: computed(() => isPresent(room.value)),
    /** Shows why it was refused. */
    attempt,
    end(): void {
      timeline.setTyping(false)
      scope.end()
    },
  }
}

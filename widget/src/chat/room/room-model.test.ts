import { afterEach, expect, test } from 'bun:test'
import type { ErrorBody, Message, Notice, RoomFlags, RoomSummary } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { dialog, message } from '../../../../sdk/src/testing/shapes.ts'
import { type SignedIn, signedIn } from '../../../../sdk/src/testing/signed-in.ts'
import { until } from '../../../../sdk/src/testing/until.ts'
import { createDrafts } from '../composer/drafts.ts'
import { createChatFiles } from '../files/chat-files.ts'
import '../bundles/testing.ts'
import { toast } from '../ui/toast-model.ts'
import { readableIn } from '../viewer/gallery.ts'
import { createRoomModel, type RoomModel } from './room-model.ts'

const ROOM = 5
const BUSY: ErrorBody = { code: 'server_busy', message: 'later', retry_after_ms: 0 }

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  toast.value = null
})

interface Opened extends SignedIn {
  model: RoomModel
  /** pages of the history that the server was asked for */
  pages(): number
  /** The server refuses pages from now on, or gives them again. */
  refuse(refused: boolean): void
  /** The server gives any page. */
  serveAll(): void
  readUpTo(): number
}

/** Opens a room of so many messages, of which the reader has read some. */
async function open(
  count: number,
  {
    read = count,
    flags = {},
    /** the server gives the newest page alone */
    newestOnly = false,
    messageAt = message as (seq: number) => Message,
    room = {} as Partial<RoomSummary>,
    blocked = [] as string[],
    /** called before the history comes */
    meanwhile = async (_: RoomModel) => {},
  } = {},
): Promise<Opened> {
  const summary = dialog(ROOM, count, { read, ...room })
  const signed = await signedIn([summary])
  ends.push(signed.end)
  const { client, server } = signed
  let refused = false
  const mayAnswer = Promise.withResolvers<void>()
  server.script['messages.list'] = async ({ frame, reply, fail }) => {
    if (frame.before_seq !== undefined) await mayAnswer.promise
    if (refused || (newestOnly && frame.before_seq !== undefined)) return fail(BUSY)
    const before = Math.min(Number(frame.before_seq ?? count + 1), count + 1)
    const first = Math.max(1, before - Number(frame.limit ?? 50))
    const messages = Array.from({ length: Math.max(0, before - first) }, (_, index) => messageAt(first + index))
    reply({ messages, last_seq: count, last_rev: count })
  }
  const model = createRoomModel({
    client,
    opened: summary,
    me: signal(client.me.get()),
    users: signal(new Map()),
    drafts: createDrafts(null, 7, '1'),
    blocked: signal<ReadonlySet<string>>(new Set(blocked)),
    flags: signal(new Map<number, RoomFlags>([[ROOM, flags]])),
    cantWrite: signal(false),
    maxChars: signal(1_000),
    visible: signal(true),
    files: createChatFiles(null),
  })
  ends.push(model.end)
  await meanwhile(model)
  mayAnswer.resolve()
  await until(() => model.loaded.value, 'the room is open')
  return {
    ...signed,
    model,
    pages: () => server.sent('messages.list'),
    refuse: (now) => (refused = now),
    serveAll: () => (newestOnly = false),
    readUpTo: () => client.rooms.state.get().rooms[0]?.watermarks.find((mark) => mark.user_id === '1')?.read_seq ?? 0,
  }
}

const told = () => toast.value
const first = ({ messages }: RoomModel) => messages.value[0]?.seq
const last = ({ messages }: RoomModel) => messages.value.at(-1)?.seq
const drawn = ({ log }: RoomModel) => log.value.flatMap(({ items }) => items.map(({ seq }) => seq))
const dividerAt = ({ log }: RoomModel) =>
  log.value.flatMap(({ items }) => items).find(({ unreadStart }) => unreadStart)?.seq

test('a page of the history that fails is asked for again only by Retry, which does what failed', async () => {
  const { model, pages, refuse } = await open(300)
  refuse(true)
  // drawn already, or asked for
  while (!model.historyProblem.value) await model.showOlder()
  const before = pages()
  expect(model.historyProblem.value.newer).toBe(false)
  for (let times = 0; times < 3; times++) await model.showOlder()
  expect(pages()).toBe(before)
  refuse(false)
  model.historyProblem.value.retry()
  await until(() => first(model) === 201, 'the page before is there')
  expect(model.historyProblem.value).toBeNull()
})

test('Retry of a newer page asks for the newer page, and Retry of a jump jumps', async () => {
  const { model, refuse } = await open(300)
  refuse(true)
  await model.revealMessage(50)
  expect(model.reveal.value).toEqual({ to: 'bottom' })
  refuse(false)
  model.historyProblem.value?.retry()
  await until(() => model.reveal.value?.to === 'message', 'the message is shown')
  expect([first(model), last(model)]).toEqual([25, 74])

  refuse(true)
  model.showNewer()
  await until(() => model.historyProblem.value, 'the newer page failed')
  expect(model.historyProblem.value?.newer).toBe(true)
  refuse(false)
  model.historyProblem.value?.retry()
  await until(() => last(model) === 124, 'the newer page is there')
  expect(first(model)).toBe(25)
})

test('in the middle of the history, a failed page shows *Retry* at both ends, and both can load again', async () => {
  const { model, refuse } = await open(300)
  refuse(true)
  while (!model.historyProblem.value) await model.showOlder()
  expect([model.problemAt(false) !== null, model.problemAt(true)]).toEqual([true, null])
  refuse(false)
  await model.revealMessage(150)
  refuse(true)
  model.showNewer()
  await until(() => model.problemAt(true), 'the newer page failed')
  await model.showOlder()
  expect(first(model)).toBe(125)
  refuse(false)
  model.problemAt(false)?.retry()
  await until(() => last(model) === 224, 'the newer page is there')
  expect([model.problemAt(false), model.problemAt(true)]).toEqual([null, null])
  await model.showOlder()
  expect(first(model)).toBe(75)
})

test('a page that failed by the network may be loaded again once it is back', async () => {
  const { model, reconnect, refuse } = await open(300)
  refuse(true)
  while (!model.historyProblem.value) await model.showOlder()
  refuse(false)
  await reconnect()
  await until(() => model.historyProblem.value === null, 'nothing keeps the history from being loaded')
  await model.showOlder()
  expect(first(model)).toBe(201)
})

test('the first unread message has the divider, also behind many notices', async () => {
  const system: Notice = { kind: 'joined', user_ids: [] }
  const notice = (seq: number) => message(seq, seq > 10 && seq <= 200 ? { system } : {})
  const { model } = await open(400, { read: 10, messageAt: notice, room: { unread: 200 } })
  expect(dividerAt(model)).toBe(201)
  expect(model.reveal.value).toEqual({ to: 'unread' })
})

test('a message that is sent while the history comes is shown, and not the first unread one', async () => {
  const { model } = await open(400, {
    read: 1,
    async meanwhile(opening) {
      await until(() => last(opening) === 400, 'the newest messages are there')
      opening.composer.type('I write at once')
      void opening.composer.send()
      await until(() => opening.state.value.outgoing.length === 1, 'the message is on its way')
    },
  })
  await until(() => last(model) === 400 && model.reveal.value?.to === 'bottom', 'the end of the log is shown')
  await until(() => model.followsNewest.value, 'the log follows the newest')
  expect(dividerAt(model)).toBeUndefined()
  expect(drawn(model).slice(-2)).toEqual([400, null])
})

test('messages that are drawn below the end of the log are not read yet', async () => {
  const { model, readUpTo } = await open(500, { read: 100 })
  while (model.state.value.newer) {
    model.showNewer()
    await until(() => !model.loadingOlder.value, 'the page is there')
  }
  for (let to = last(model); drawn(model).at(-1) !== to; to = last(model)) {
    model.scrolled(true)
    model.showNewer()
  }
  expect([model.followsNewest.value, readUpTo()]).toEqual([true, 100])
  model.scrolled(true)
  await until(() => readUpTo() === 500, 'everything is read')
})

test('messages that a jump passes over, before they were drawn, stay unread until the reader goes through them', async () => {
  const { model, readUpTo } = await open(500, { read: 100 })
  await model.revealMessage(495)
  expect([model.followsNewest.value, drawn(model).at(-1)]).toEqual([true, 500])
  model.scrolled(true)
  expect(readUpTo()).toBe(100)
  while (Number(drawn(model)[0]) > 120) await model.showOlder()
  while (!model.followsNewest.value) model.showNewer()
  model.scrolled(true)
  await until(() => readUpTo() === 500, 'everything is read')
})

test('unread messages that did not come stay unread behind notices, until the reader goes through them', async () => {
  const system: Notice = { kind: 'joined', user_ids: [] }
  const messageAt = (seq: number) => message(seq, seq > 440 ? { system } : {})
  const { model, readUpTo, serveAll } = await open(500, { read: 100, newestOnly: true, messageAt })
  model.scrolled(true)
  expect([drawn(model).at(-1), model.caughtUp.value, readUpTo()]).toEqual([500, false, 100])
  await model.revealMessage(200)
  model.scrolled(true)
  expect([drawn(model).at(-1), model.caughtUp.value, readUpTo()]).toEqual([500, false, 100])
  serveAll()
  model.historyProblem.value?.retry()
  await until(() => model.reveal.value?.to === 'message', 'the message is shown')
  while (Number(drawn(model)[0]) > 101) {
    await model.showOlder()
    await until(() => !model.loadingOlder.value, 'the page is there')
  }
  while (!model.followsNewest.value) {
    model.showNewer()
    await until(() => !model.loadingOlder.value, 'the page is there')
  }
  model.scrolled(true)
  await until(() => readUpTo() === 500, 'everything is read')
})

test('the bottom of a conversation whose unread messages did not all come does not mark them as read', async () => {
  const { model, readUpTo } = await open(500, { read: 100, newestOnly: true })
  expect(dividerAt(model)).toBe(451)
  model.scrolled(true)
  expect([model.atBottom.value, model.caughtUp.value, readUpTo()]).toEqual([true, false, 100])
})

test('the button to the newest messages marks all as read', async () => {
  const { model, readUpTo } = await open(500, { read: 100 })
  await model.toBottom()
  model.scrolled(true)
  await until(() => readUpTo() === 500, 'everything is read')
})

test('a reader who is at the newest messages, and passed over others, still has the button that reads all', async () => {
  const { model, readUpTo } = await open(500, { read: 100 })
  await model.revealMessage(495)
  model.scrolled(true)
  expect([model.atBottom.value, model.followsNewest.value, model.caughtUp.value]).toEqual([true, true, false])
  await model.toBottom()
  expect([model.caughtUp.value, readUpTo()]).toEqual([true, 500])
})

test('a jump up and back passes over nothing', async () => {
  const { model, readUpTo } = await open(500, { read: 300 })
  await model.revealMessage(20)
  await model.revealMessage(310)
  while (!model.followsNewest.value) {
    model.showNewer()
    await until(() => !model.loadingOlder.value, 'the page is there')
  }
  model.scrolled(true)
  await until(() => readUpTo() === 500, 'everything is read')
})

/** Keeps the server's pages until the test lets them go. */
function holdPages({ server }: Opened): { came(count: number): Promise<unknown>; give(index: number): void } {
  const held: (() => void)[] = []
  const answer = server.script['messages.list']
  server.script['messages.list'] = (asked) => void held.push(() => answer?.(asked))
  return {
    came: (count) => until(() => held.length === count, 'the page is asked for'),
    give: (index) => held[index]?.(),
  }
}

test('of two jumps the last one wins, whichever page comes first', async () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const opened = await open(600)
    const { model } = opened
    const { came, give } = holdPages(opened)
    const jumps = [model.revealMessage(50)]
    await came(1)
    jumps.push(model.revealMessage(300))
    await came(2)
    for (const index of order) {
      give(index)
      await jumps[index]
    }
    expect([model.reveal.value, first(model), told()]).toEqual([{ to: 'message', seq: 300 }, 275, null])
  }
})

test('a jump whose page comes after the reader went elsewhere shows nothing and tells of no failure', async () => {
  for (const elsewhere of [
    ({ toBottom }: RoomModel): Promise<unknown> => toBottom(),
    ({ revealMessage }: RoomModel) => revealMessage(590),
  ]) {
    for (const fails of [false, true]) {
      const opened = await open(600)
      const { model, refuse } = opened
      const { came, give } = holdPages(opened)
      const jump = model.revealMessage(50)
      await came(1)
      await elsewhere(model)
      const there = model.reveal.value
      refuse(fails)
      give(0)
      await jump
      expect([model.reveal.value, last(model), model.historyProblem.value, told()]).toEqual([there, 600, null, null])
    }
  }
})

test('a jump to a missing message does not move the log, and the reader gets a notice', async () => {
  const cleared = await open(300, { flags: { cleared: { up_to_seq: 100, hidden_seq: 0 } } })
  const before = cleared.pages()
  await cleared.model.revealMessage(50)
  expect(told()).toEqual({ problem: 'message_not_found' })
  expect(cleared.model.reveal.value).toEqual({ to: 'bottom' })

  toast.value = null
  const hidden = await open(300, { flags: { hidden: { ranges: [[290, 290]] } } })
  await hidden.model.revealMessage(290)
  expect(told()).toEqual({ problem: 'message_not_found' })
  expect(hidden.model.reveal.value).toEqual({ to: 'bottom' })
  expect([cleared.pages(), hidden.pages()]).toEqual([before, before])
})

test('a message that comes while a picture covers the log is not read yet, and takes no older picture away', async () => {
  const { model, server, readUpTo } = await open(400)
  model.viewing.value = true
  while (model.messages.value.length < 400) await model.loadMore(false)
  server.event({ t: 'message', room_id: ROOM, message: message(401) })
  await until(() => last(model) === 401, 'the message is there')
  expect([first(model), readUpTo()]).toEqual([1, 400])
  model.viewing.value = false
  await until(() => dividerAt(model) === 401, 'the reader sees where they left')
  expect([model.reveal.value, readUpTo()]).toEqual([{ to: 'unread' }, 400])
  model.scrolled(true)
  expect(readUpTo()).toBe(401)
})

test('the pictures of a conversation are those that its log shows', async () => {
  const messageAt = (seq: number) => message(seq, { sender_id: seq === 3 ? '3' : '2' })
  const flags: RoomFlags = { hidden: { ranges: [[5, 6]] } }
  const { model } = await open(8, { flags, messageAt, room: { peer: null }, blocked: ['3'] })
  const readable = () => readableIn(model).map(({ seq }) => seq)
  expect(readable()).toEqual([1, 2, 4, 7, 8])
  model.uncovered.value = new Set([3])
  expect(readable()).toEqual([1, 2, 3, 4, 7, 8])
})

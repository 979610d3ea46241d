import type { Message, ReplyTo, RequestInput } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { connectionLost } from '../request-error.ts'

export const ME = 'me'

/** Small, so that a few changes already need many pages. */
export const LIST_PAGE = 4
const SYNC_PAGE = 2
const SYNC_REACH = 12

interface Delivery {
  isEvent: boolean
  run(): void
}

/**
 * One room by the rules of docs/spec.md, with a wire that the test controls: requests wait until the test lets the
 * server read them. Answers and events wait until the test delivers them, in any order, or loses them.
 */
export function modelRoom(event: (message: Message) => void) {
  const messages: Message[] = []
  /** every version that a message ever had */
  const versions = new Set<string>()
  let rev = 0
  let connected = true
  let toServer: (() => void)[] = []
  let toClient: Delivery[] = []
  const abandon: (() => void)[] = []

  function commit(message: Message): Message {
    messages[message.seq - 1] = message
    versions.add(JSON.stringify(message))
    if (connected) toClient.push({ isEvent: true, run: () => event(message) })
    return message
  }

  function append(sender_id: string, client_id: string, text: string): Message {
    const known = messages.find((message) => message.sender_id === sender_id && message.client_id === client_id)
    if (known) return known
    const seq = messages.length + 1
    const created_at = 1_000 + seq
    rev++
    return commit({
      seq,
      rev,
      client_id,
      sender_id,
      text,
      reply_to: null,
      created_at,
      edited_at: null,
      deleted_at: null,
    })
  }

  const answers: { [type: string]: (input: never) => unknown } = {
    'messages.list': ({ before_seq = Number.POSITIVE_INFINITY }: RequestInput<'messages.list'>) => ({
      messages: messages.filter(({ seq }) => seq < before_seq).slice(-LIST_PAGE),
      last_seq: messages.length,
      last_rev: rev,
    }),
    'messages.sync': ({ rev: from }: RequestInput<'messages.sync'>): ReplyTo<'messages.sync'> => {
      const changed = messages.filter((message) => message.rev > from).sort((a, b) => a.rev - b.rev)
      if (from > rev || rev - from > SYNC_REACH) return { kind: 'resync', last_rev: rev }
      const page = changed.slice(0, SYNC_PAGE)
      const more = changed.length > SYNC_PAGE
      return { kind: 'changes', messages: page, rev: more ? (page.at(-1)?.rev ?? rev) : rev, more }
    },
    'message.send': ({ client_id, text }: RequestInput<'message.send'>) => {
      const { seq, rev, created_at } = append(ME, client_id, text)
      return { client_id, seq, rev, created_at }
    },
  }

  const request = ((type: string, input: never) =>
    new Promise((resolve, reject) => {
      if (!connected) return reject(connectionLost())
      abandon.push(() => reject(connectionLost()))
      toServer.push(() => {
        const result = answers[type]?.(input) as never
        toClient.push({ isEvent: false, run: () => resolve(result) })
      })
    })) as Request

  const take = <T>(queue: T[], at: number): T | undefined => queue.splice(at % Math.max(1, queue.length), 1)[0]

  return {
    messages,
    versions,
    request,
    online: () => connected,
    append,
    edit(at: number, text: string | null) {
      const message = messages[at % Math.max(1, messages.length)]
      if (message)
        commit({ ...message, rev: ++rev, text, ...(text === null ? { deleted_at: rev } : { edited_at: rev }) })
    },
    /** The server reads one of the requests; the network delivers or loses one of the frames that are on their way. */
    serverReads: (at: number) => take(toServer, at)?.(),
    deliver: (at: number) => take(toClient, at)?.run(),
    lose: (at: number) => {
      // a living connection loses only events; an answer is lost only with the connection
      const lost = take(
        toClient.filter(({ isEvent }) => isEvent),
        at,
      )
      toClient = toClient.filter((delivery) => delivery !== lost)
    },
    disconnect() {
      connected = false
      toServer = []
      toClient = []
      for (const reject of abandon.splice(0)) reject()
    },
    connect() {
      connected = true
    },
    idle: () => toServer.length === 0 && toClient.length === 0,
  }
}

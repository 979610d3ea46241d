import { ChatRequestError } from '../request-error.ts'
import type { FilesOptions } from './files-options.ts'

/**
 * Tickets last five minutes. A newer one is fetched before, so that a picture that begins to load then gets through.
 */
const KEEP_MS = 4 * 60_000
/** Files that the server answers for at once. */
const MOST = 50

interface Waiting {
  resolve(ticket: string): void
  reject(error: unknown): void
}

/** Addresses with tickets. Those that are wanted in the same moment are asked for together. */
export function createFileUrls({ server, widgetId, clock, request }: FilesOptions) {
  const tickets = new Map<string, { ticket: Promise<string>; until: number }>()
  const wanted = new Map<number, Map<string, Waiting>>()

  function ask(room_id: number, file_id: string): Promise<string> {
    const waiting = wanted.get(room_id) ?? new Map<string, Waiting>()
    if (waiting.size === 0) {
      wanted.set(room_id, waiting)
      queueMicrotask(() => send(room_id))
    }
    return new Promise((resolve, reject) => {
      waiting.set(file_id, { resolve, reject })
      if (waiting.size === MOST) send(room_id)
    })
  }

  function send(room_id: number): void {
    const waiting = wanted.get(room_id)
    if (!waiting) return
    wanted.delete(room_id)
    request('files.tickets', { room_id, file_ids: [...waiting.keys()] }).then(
      (reply) => {
        const found = new Map(reply.tickets.map(({ file_id, ticket }) => [file_id, ticket]))
        for (const [file_id, { resolve, reject }] of waiting) {
          const ticket = found.get(file_id)
          if (ticket === undefined) reject(noSuchFile())
          else resolve(ticket)
        }
      },
      (error) => {
        for (const { reject } of waiting.values()) reject(error)
      },
    )
  }

  return async (
    room_id: number,
    file_id: string,
    variant: 'original' | 'thumb' = 'original',
    token?: string,
  ): Promise<string> => {
    if (token !== undefined) {
      const asked = await request('files.tickets', { room_id, file_ids: [file_id], token })
      const ticket = asked.tickets[0]?.ticket
      if (ticket === undefined) throw noSuchFile()
      return addressOf(file_id, variant, ticket)
    }
    const key = `${room_id}/${file_id}`
    const known = tickets.get(key)
    const now = clock.now()
    const ticket = known && known.until > now ? known.ticket : ask(room_id, file_id)
    if (ticket !== known?.ticket) {
      tickets.set(key, { ticket, until: now + KEEP_MS })
      ticket.catch(() => tickets.delete(key))
    }
    return addressOf(file_id, variant, await ticket)
  }

  function addressOf(file_id: string, variant: string, ticket: string): string {
    return `${server}/imbachat/v1/${widgetId}/files/${file_id}/${variant}?ticket=${ticket}`
  }
}

const noSuchFile = () => new ChatRequestError({ code: 'file_not_found', message: 'no such file here' })

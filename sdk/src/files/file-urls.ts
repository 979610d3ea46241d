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

  function ask(roomId: number, fileId: string): Promise<string> {
    const waiting = wanted.get(roomId) ?? new Map<string, Waiting>()
    if (waiting.size === 0) {
      wanted.set(roomId, waiting)
      queueMicrotask(() => send(roomId))
    }
    return new Promise((resolve, reject) => {
      waiting.set(fileId, { resolve, reject })
      if (waiting.size === MOST) send(roomId)
    })
  }

  function send(roomId: number): void {
    const waiting = wanted.get(roomId)
    if (!waiting) return
    wanted.delete(roomId)
    request('files.tickets', { room_id: roomId, file_ids: [...waiting.keys()] }).then(
      (reply) => {
        const found = new Map(reply.tickets.map(({ file_id, ticket }) => [file_id, ticket]))
        for (const [fileId, { resolve, reject }] of waiting) {
          const ticket = found.get(fileId)
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
    roomId: number,
    fileId: string,
    variant: 'original' | 'thumb' = 'original',
    token?: string,
  ): Promise<string> => {
    if (token !== undefined) {
      const asked = await request('files.tickets', { room_id: roomId, file_ids: [fileId], token })
      const ticket = asked.tickets[0]?.ticket
      if (ticket === undefined) throw noSuchFile()
      return addressOf(fileId, variant, ticket)
    }
    const key = `${roomId}/${fileId}`
    const known = tickets.get(key)
    const now = clock.now()
    const ticket = known && known.until > now ? known.ticket : ask(roomId, fileId)
    if (ticket !== known?.ticket) {
      tickets.set(key, { ticket, until: now + KEEP_MS })
      ticket.catch(() => tickets.delete(key))
    }
    return addressOf(fileId, variant, await ticket)
  }

  function addressOf(fileId: string, variant: string, ticket: string): string {
    return `${server}/imbachat/v1/${widgetId}/files/${fileId}/${variant}?ticket=${ticket}`
  }
}

const noSuchFile = () => new ChatRequestError({ code: 'file_not_found', message: 'no such file here' })

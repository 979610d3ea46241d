import type { ReplyTo, RequestInput, RequestName } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { CallEvent } from '../session-events.ts'

/** One of the names that a person writes under. */
export interface Speaker {
  requestWhenOnline: Request
}

type Paged = 'messages.search' | 'messages.starred'

/**
 * Sends each request as the name that it is about: that of its room or call. Those about no room are the person's own,
 * but for what is asked of all names.
 */
export function requestsByRoom<S extends Speaker>(
  speakers: readonly [S, ...S[]],
  of: (room_id: number) => S,
): {
  request: Request
  /** A call is of the name that heard of it. */
  noteCall(event: CallEvent, speaker: S): void
} {
  const [person] = speakers
  const ofCalls = new Map<string, S>()

  async function page<T extends Paged>(type: T, input: RequestInput<T>): Promise<ReplyTo<T>> {
    const { cursor } = input as { cursor?: string }
    return pageOfAll(
      speakers,
      (speaker, own) => speaker.requestWhenOnline(type, { ...input, ...(own !== null && { cursor: own }) } as never),
      cursor ?? null,
    ) as Promise<ReplyTo<T>>
  }

  async function ask<T extends RequestName>(type: T, input: RequestInput<T>): Promise<ReplyTo<T>> {
    const { room_id, call_id } = input as { room_id?: number; call_id?: string }
    if (room_id !== undefined) {
      const speaker = of(room_id)
      const reply = await speaker.requestWhenOnline(type, input)
      const { call } = reply as { call?: { call_id: string } }
      if (call) ofCalls.set(call.call_id, speaker)
      return reply
    }
    if (call_id !== undefined) return (ofCalls.get(call_id) ?? person).requestWhenOnline(type, input)
    switch (type) {
      case 'messages.search':
      case 'messages.starred':
        return page(type, input as never) as Promise<ReplyTo<T>>
      case 'presence.active': {
        const replies = await Promise.all(speakers.map((speaker) => speaker.requestWhenOnline(type, input)))
        return replies[0] as ReplyTo<T>
      }
      case 'call.current': {
        const replies = await Promise.all(
          speakers.map(async (speaker) => {
            const reply = await speaker.requestWhenOnline('call.current', {})
            for (const { call_id } of reply.calls) ofCalls.set(call_id, speaker)
            return reply
          }),
        )
        return { ...replies[0], calls: replies.flatMap(({ calls }) => calls) } as unknown as ReplyTo<T>
      }
      default:
        return person.requestWhenOnline(type, input)
    }
  }

  return {
    request: ask,
    noteCall(event, speaker) {
      if (event.t === 'call') ofCalls.set(event.call.call_id, speaker)
    },
  }
}

/** A page of a list that each name has a part of: a page of each, together. The cursor holds those of all. */
export async function pageOfAll<S, Page extends { next: string | null }>(
  speakers: readonly [S, ...S[]],
  ask: (speaker: S, cursor: string | null) => Promise<Page>,
  cursor: string | null,
): Promise<Page> {
  const cursors: (string | null)[] | null = cursor === null ? null : JSON.parse(cursor)
  const pages = await Promise.all(
    speakers.map((speaker, i) => {
      const own = cursors?.[i] ?? null
      return cursors !== null && own === null ? null : ask(speaker, own)
    }),
  )
  const next = pages.map((page) => page?.next ?? null)
  const came = pages.filter((page) => page !== null)
  const merged = came.reduce((all, page) => Object.assign(all, joined(all, page)))
  return { ...merged, next: next.some((one) => one !== null) ? JSON.stringify(next) : null }
}

/** Lists of both pages, one behind the other. */
const joined = (all: object, page: object) =>
  Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => {
      const more = (page as Record<string, unknown>)[key]
      return Array.isArray(value) && Array.isArray(more) ? [[key, [...value, ...more]]] : []
    }),
  )

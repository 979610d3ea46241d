import { cursorOf } from '../../chat/cursor.ts'

export interface TimelinePage<Kind extends string> {
  kind: Kind
  cursor: string | null
  limit: number
}

export interface Timeline<Entry> {
  entries: Entry[]
  /** false: there were more rooms or messages than are looked through */
  complete: boolean
  next: string | null
}

export interface Asked {
  /** this moment is part of it: another entry of it may have been on the page before */
  until: number
  limit: number
}

interface Found<Entry> {
  entries: readonly Entry[]
  /** there are more than these */
  more?: boolean
  /** false: not everything was looked through */
  complete?: boolean
}

/** The last entries before a moment, of one source, or more of them. */
export type Source<Entry> = (asked: Asked) => Promise<Found<Entry>>

const places = cursorOf('number', 'text')

/** Entries of one moment that may have been on the page before, and are read again. */
const OF_ONE_MOMENT = 10

/**
 * The newest entries of several sources. Each is asked for as many as the page has, since any of them may have all of
 * the newest.
 */
export async function timelinePage<Entry extends { id: string; at: number }>(
  sources: readonly Source<Entry>[],
  { cursor, limit }: { cursor: string | null; limit: number },
  now: number,
): Promise<Timeline<Entry>> {
  const [until, after] = cursor === null ? [now, null] : places.read(cursor)
  const asked = { until, limit: limit + OF_ONE_MOMENT }
  const answers = await Promise.all(sources.map((source) => source(asked)))
  const found = answers
    .flatMap(({ entries }) => entries)
    .filter(({ at, id }) => at <= until && (after === null || at < until || id < after))
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
  const entries = found.slice(0, limit)
  const last = entries.at(-1)
  const hasMore = found.length > limit || answers.some(({ more }) => more)
  return {
    entries,
    complete: answers.every(({ complete }) => complete !== false),
    next: hasMore && last ? places.write(last.at, last.id) : null,
  }
}

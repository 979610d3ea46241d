import {
  BEFORE_SEND_OUTCOMES,
  type BeforeSendOutcome,
  type BeforeSendStatus,
} from '@imbachat/protocol/http/widget/before-send'
import type { Clock } from '../../chat/clock.ts'
import { expiringMap } from '../../chat/expiring-map.ts'
import { type SiteProblem, siteProblemParams, siteProblemSentence } from '../check/site-problem.ts'

/** The results of asking on one node; those of several nodes add up. */
export interface NodeOutcomes {
  since: number
  counts: Record<BeforeSendOutcome, number>
  /** calls by the time that they took, see `upperMs` */
  times: number[]
  paused_until: number | null
  last_failure: BeforeSendStatus['last_failure']
}

const HOUR_MS = 3_600_000
const HOURS = 24
/** Widgets that are remembered for certain. */
const MOST_WIDGETS = 10_000
/** Milliseconds without a message, after which nothing is known of a program that failed: it may be repaired. */
const ROW_MS = 600_000
/** The longest time in a class is a tenth more than that of the class before. */
const STEP = 1.1
/** The last class has what took longer than any limit allows. */
const CLASSES = 100

const upperMs = (index: number): number => STEP ** index
const classOf = (ms: number): number =>
  ms <= 1 ? 0 : Math.min(CLASSES - 1, Math.ceil(Math.log(ms) / Math.log(STEP) - 1e-9))

interface Hour {
  counts: Record<BeforeSendOutcome, number>
  times: number[]
}

const emptyHour = (): Hour => ({
  counts: Object.fromEntries(BEFORE_SEND_OUTCOMES.map((outcome) => [outcome, 0])) as Hour['counts'],
  times: Array.from({ length: CLASSES }, () => 0),
})

interface OfWidget {
  hours: Map<number, Hour>
  failure: BeforeSendStatus['last_failure']
}

interface FailedRow {
  url: string
  count: number
  /** when the first and the last were */
  from: number
  to: number
}

/** Counts the site's answers of the last 24 hours, since this node started. */
export interface Outcomes {
  /** @param tookMs null: the site was not called @returns true if a series of failures begins or ends with it */
  note(
    asked: { widget_id: number; url: string },
    outcome: BeforeSendOutcome,
    tookMs: number | null,
    problem?: SiteProblem,
  ): boolean
  of(widget_id: number): Omit<NodeOutcomes, 'paused_until'>
  /** Widgets whose site gives nothing but failures, so many at least, over so long a time; and since when it has. */
  failing(least: number, ms: number): { widget_id: number; since: number; message: string }[]
}

export function createNodeOutcomes(clock: Clock): Outcomes {
  const startedAt = clock.now()
  const widgets = expiringMap<OfWidget>(clock, MOST_WIDGETS)
  /** by widget: failures of an address since its last other outcome */
  const rows = new Map<number, FailedRow>()

  /** @returns true if a series begins or ends */
  function noteRow({ widget_id, url }: { widget_id: number; url: string }, isFailure: boolean): boolean {
    const known = rows.get(widget_id)
    const row = known?.url === url && clock.now() - known.to < ROW_MS ? known : undefined
    rows.delete(widget_id)
    if (!isFailure) return row !== undefined
    rows.set(widget_id, { url, count: (row?.count ?? 0) + 1, from: row?.from ?? clock.now(), to: clock.now() })
    const oldest = rows.keys().next().value
    if (rows.size > MOST_WIDGETS && oldest !== undefined) rows.delete(oldest)
    return row === undefined
  }
  const hourNow = () => Math.floor(clock.now() / HOUR_MS)

  return {
    note(asked, outcome, tookMs, problem) {
      const { widget_id } = asked
      const key = String(widget_id)
      const kept = widgets.get(key) ?? { hours: new Map<number, Hour>(), failure: null }
      widgets.set(key, kept, (HOURS + 1) * HOUR_MS)
      const at = hourNow()
      const hour = kept.hours.get(at) ?? emptyHour()
      kept.hours.set(at, hour)
      for (const old of kept.hours.keys()) if (old <= at - HOURS) kept.hours.delete(old)
      hour.counts[outcome] += 1
      if (tookMs !== null) {
        const index = classOf(tookMs)
        hour.times[index] = (hour.times[index] ?? 0) + 1
      }
      // too many messages at once are not a fault of the site
      const turned = problem?.code !== 'busy' && noteRow(asked, outcome === 'failed')
      // The server itself pauses calls: the owner needs the failure that caused the pause.
      const ours = problem?.code === 'breaker_open' && kept.failure !== null
      if (problem && !ours) {
        const { code } = problem
        const problemText = { message: siteProblemSentence(problem), params: siteProblemParams(problem) }
        kept.failure = { at: clock.now(), problem: code, ...problemText }
      }
      return turned
    },
    failing: (least, ms) =>
      [...rows].flatMap(([widget_id, { count, from, to }]) => {
        if (count < least || to - from < ms || clock.now() - to >= ROW_MS) return []
        const message = widgets.get(String(widget_id))?.failure?.message ?? ''
        return [{ widget_id, since: from, message }]
      }),
    of(widget_id) {
      const kept = widgets.get(String(widget_id))
      const first = hourNow() - HOURS + 1
      const hours = [...(kept?.hours ?? [])].flatMap(([at, hour]) => (at >= first ? [hour] : []))
      return {
        since: Math.max(startedAt, first * HOUR_MS),
        ...added(hours),
        last_failure: kept?.failure ?? null,
      }
    },
  }
}

function added(hours: readonly Hour[]): Hour {
  const sum = emptyHour()
  for (const { counts, times } of hours) {
    for (const outcome of BEFORE_SEND_OUTCOMES) sum.counts[outcome] += counts[outcome]
    for (let index = 0; index < CLASSES; index++) sum.times[index] = (sum.times[index] ?? 0) + (times[index] ?? 0)
  }
  return sum
}

/** The status of all nodes for the owner. */
export function statusOf(nodes: readonly NodeOutcomes[], silent_nodes: number): BeforeSendStatus {
  const { counts, times } = added(nodes)
  const paused = nodes.flatMap(({ paused_until }) => paused_until ?? [])
  const failures = nodes.flatMap(({ last_failure }) => last_failure ?? [])
  return {
    since: Math.min(...nodes.map(({ since }) => since)),
    counts,
    p50_ms: percentile(times, 0.5),
    p95_ms: percentile(times, 0.95),
    paused_until: paused.length > 0 ? Math.max(...paused) : null,
    last_failure: failures.toSorted((a, b) => b.at - a.at)[0] ?? null,
    silent_nodes,
  }
}

function percentile(times: readonly number[], part: number): number | null {
  const total = times.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let seen = 0
  const index = times.findIndex((count) => {
    seen += count
    return seen >= total * part
  })
  return Math.ceil(upperMs(index))
}

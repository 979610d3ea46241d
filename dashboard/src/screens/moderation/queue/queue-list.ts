import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { listKeeper, recallList } from '../../../navigation/history-state.ts'
import { useQueueNews } from '../../../reports/open-reports.ts'
import { ApiError, api, type ReportView } from '../../../requests/api.ts'

export interface QueueFilter {
  state: 'open' | 'mine' | 'snoozed' | 'closed'
  source: 'user' | 'several' | 'rule' | 'held' | null
  reason: ReportView['reason'] | null
  /** ids of the users that the reports are about, or come from */
  about: string | null
  by: string | null
  sort: 'newest' | 'oldest' | 'most_reported'
}

export interface QueueList {
  /** null: on its way */
  reports: ReadonlySignal<readonly ReportView[] | null>
  more: ReadonlySignal<boolean>
  error: ReadonlySignal<ApiError | null>
  loadMore(): Promise<void>
  reload(): Promise<void>
  put(report: ReportView): void
  remove(ids: readonly string[]): void
}

const PAGE = 20
/** Entries that the server answers at most at once. */
const LARGEST_PAGE = 100

interface Shown {
  reports: readonly ReportView[]
  next: string | null
}

/** @param keep id of the report that is open: it stays on the list whatever becomes of it */
export function useQueueList(widget_id: number, filter: QueueFilter, keep: string | null): QueueList {
  const key = JSON.stringify(filter)
  const keeper = useMemo(listKeeper, [])
  const recalled = useMemo(() => recallList<Shown>(`queue ${key}`), [])
  const reports = useSignal<readonly ReportView[] | null>(recalled?.reports ?? null)
  const next = useSignal<string | null>(recalled?.next ?? null)
  const more = useSignal(next.peek() !== null)
  const error = useSignal<ApiError | null>(null)
  const latest = useRef(0)
  /** counts what makes an answer that is on its way too old to be shown */
  const changes = useRef(0)
  const kept = useRef(keep)
  kept.current = keep

  async function page(cursor: string | null, limit = PAGE) {
    const asked = Object.entries({ ...filter, cursor }).flatMap(([name, value]) => (value ? [[name, value]] : []))
    const query = { ...(Object.fromEntries(asked) as Record<string, string>), limit: String(limit) }
    return api.call('reports.list', { widget_id, query })
  }

  async function attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act()
      error.value = null
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      error.value = refusal
    }
  }

  function setNext(cursor: string | null): void {
    next.value = cursor
    more.value = cursor !== null
  }

  /**
   * Loads the whole list again. If the newest reports come first, only the beginning changes; in another order new
   * reports may come anywhere.
   */
  const again = () =>
    page(null, filter.sort === 'newest' ? PAGE : Math.min(LARGEST_PAGE, Math.max(PAGE, reports.peek()?.length ?? 0)))

  /** Loads the first page again; later reports that were loaded stay. */
  const reload = () =>
    attempt(async () => {
      const mine = latest.current
      let asked = ++changes.current
      let fresh = await again()
      while (asked !== changes.current && mine === latest.current) {
        asked = changes.current
        fresh = await again()
      }
      if (mine !== latest.current) return
      const known = reports.peek() ?? []
      const last = fresh.reports.at(-1)
      const ids = new Set(fresh.reports.map(({ report_id }) => report_id))
      const isLater = (report: ReportView) =>
        last !== undefined && !ids.has(report.report_id) && follows(report, last, filter.sort)
      const older = fresh.next === null ? [] : known.filter(isLater)
      const open = known.find(({ report_id }) => report_id === kept.current)
      const all = [...fresh.reports, ...older]
      if (open && !all.some(({ report_id }) => report_id === open.report_id)) {
        const place = all.findIndex((report) => follows(report, open, filter.sort))
        all.splice(place < 0 ? all.length : place, 0, open)
      }
      reports.value = all
      if (older.length === 0) setNext(fresh.next)
    })

  const isFirst = useRef(true)
  useEffect(() => {
    latest.current++
    // the list that the reader left is shown until the new one is there
    if (!isFirst.current) reports.value = null
    isFirst.current = false
    void reload()
  }, [widget_id, key])
  useSignalEffect(() => {
    if (reports.value) keeper(`queue ${key}`, { reports: reports.value, next: next.value } satisfies Shown)
  })
  // new reports, and who looks at which
  useQueueNews(() => void reload())

  return {
    reports,
    more,
    error,
    reload,
    loadMore: () =>
      attempt(async () => {
        const mine = latest.current
        const older = await page(next.peek())
        if (mine !== latest.current) return
        const known = new Set((reports.peek() ?? []).map(({ report_id }) => report_id))
        reports.value = [...(reports.peek() ?? []), ...older.reports.filter(({ report_id }) => !known.has(report_id))]
        setNext(older.next)
      }),
    put(report) {
      changes.current++
      reports.value = reports.peek()?.map((one) => (one.report_id === report.report_id ? report : one)) ?? null
    },
    remove(ids) {
      changes.current++
      reports.value = reports.peek()?.filter(({ report_id }) => !ids.includes(report_id)) ?? null
    },
  }
}

/** Does it stand below the other? */
function follows(one: ReportView, other: ReportView, sort: QueueFilter['sort']): boolean {
  if (sort === 'most_reported' && one.reporters !== other.reporters) return one.reporters < other.reporters
  const [first, second] = sort === 'oldest' ? [other, one] : [one, other]
  return (
    first.created_at < second.created_at ||
    (first.created_at === second.created_at && first.report_id < second.report_id)
  )
}

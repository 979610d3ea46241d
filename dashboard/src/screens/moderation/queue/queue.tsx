import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { common, formatNumber, formatTime } from '../../../i18n/index.ts'
import { refusalText } from '../../../i18n/refusal.ts'
import { goBackTo, query, setQuery } from '../../../navigation/router.ts'
import { countReportsAgain } from '../../../reports/open-reports.ts'
import { ApiError, api, type ReportView } from '../../../requests/api.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { type Act, type Asking, type Decision, isOthers, KEY_OF, obstacle, workObstacle } from '../decision.ts'
import { t } from '../phrases.ts'
import { ReportPane } from '../report-pane.tsx'
import { isTyping } from '../restrict/restrict-dialog.tsx'
import { t as tWork } from '../workbench/phrases.ts'
import { fitting, isManyAct, type ManyAct, ManyBar, ManyDialog, useSelection } from './decide-many.tsx'
import { QueueFilters, readFilter } from './queue-filters.tsx'
import { QueueKeys } from './queue-keys.tsx'
import { type QueueFilter, useQueueList } from './queue-list.ts'
import { QueueRow } from './queue-row.tsx'
import { useTabCounts } from './tab-counts.ts'
import { keepDecision, keepDecisions, lastDecision, lastUndone, undoDecision } from './undo-decision.ts'

const ACT_KEYS: Record<string, Act> = Object.fromEntries(
  (Object.keys(KEY_OF) as Act[]).map((act) => [KEY_OF[act].toLowerCase(), act]),
)
const AT_ONCE: ReadonlySet<Act> = new Set(['dismiss', 'publish', 'delete'])

/** Open and decided reports: a list, and the open report beside it. */
export function Queue({ widget_id }: { widget_id: number }) {
  const filter = readFilter(query.value)
  const chosenId = query.value.get('report')
  const isChosen = ({ report_id }: ReportView) => report_id === chosenId
  const list = useQueueList(widget_id, filter, chosenId)
  const { counts, countAgain } = useTabCounts(widget_id)
  const reports = list.reports.value
  /** a report that an address names need not be on the list */
  const opened = useSignal<ReportView | null>(null)
  const chosen = [...(reports ?? []), ...(opened.value ? [opened.value] : [])].find(isChosen) ?? null
  /** the decision that a dialog asks about */
  const asking = useSignal<Asking | null>(null)
  /** the next decision is about all that is open about the author, and how much that is */
  const isAll = useSignal(false)
  const ofAuthor = useSignal<number | null>(null)
  /** counts what makes the open report another than it is shown */
  const changed = useSignal(0)
  const help = useSignal(false)
  const pending = useSignal(false)
  const error = useSignal<ApiError | null>(null)
  const rows = useRef<HTMLUListElement>(null)
  /** several entries, for one decision */
  const selection = useSelection(reports, `${widget_id} ${JSON.stringify(filter)}`)
  const askingMany = useSignal<ManyAct | null>(null)

  function choose(report: ReportView | undefined): void {
    asking.value = null
    error.value = null
    isAll.value = false
    ofAuthor.value = null
    setQuery({ report: report?.report_id ?? null }, { push: chosenId === null })
    focusRow(report)
  }

  /** After it is drawn: the keyboard goes on from there. */
  function focusRow(report: ReportView | undefined): void {
    if (report) requestAnimationFrame(() => rowOf(rows.current, report.report_id)?.focus())
  }

  function countWork(): void {
    countReportsAgain()
    void countAgain()
  }

  async function move(by: 1 | -1): Promise<void> {
    const failed = () => list.error.peek()
    const showRefusal = (refusal: ApiError) => toast(refusalText(refusal), 'failed')
    if (list.reports.peek() === null) {
      const refusal = failed()
      return refusal ? showRefusal(refusal) : toast(t('key_loading'))
    }
    const place = () => list.reports.peek()?.findIndex(isChosen) ?? -1
    const to = place() + (place() < 0 ? 1 : by)
    if (by === 1 && to >= (list.reports.peek()?.length ?? 0) && list.more.peek()) await list.loadMore()
    const next = list.reports.peek()?.[to]
    const refusal = by === 1 ? failed() : null
    if (next) choose(next)
    else if (refusal) showRefusal(refusal)
    else toast(t(reports?.length === 0 ? 'key_empty' : by === 1 ? 'key_last' : 'key_first'))
  }

  /**
   * The report to open after this one: below it if possible, and one that no other moderator works on.
   * @param closed ids of reports that are decided with it
   */
  async function nextTo(report: ReportView, closed: readonly string[] = []): Promise<ReportView | undefined> {
    const isLast = list.reports.peek()?.at(-1)?.report_id === report.report_id
    if (isLast && list.more.peek()) await list.loadMore()
    const all = list.reports.peek() ?? []
    const at = all.findIndex(({ report_id }) => report_id === report.report_id)
    const others = [...all.slice(at + 1), ...all.slice(0, Math.max(0, at)).reverse()]
    if (filter.state === 'closed') return others[0]
    const waiting = others.filter(({ closed_at, report_id }) => closed_at === null && !closed.includes(report_id))
    const free = waiting.filter((one) => !isOthers(one))
    return free.find(({ assigned }) => assigned === null || assigned.mine) ?? free[0]
  }

  async function decide(report: ReportView, decision: Decision): Promise<void> {
    if (pending.peek()) return
    pending.value = true
    error.value = null
    try {
      const body = { ...decision, ...(isAll.peek() && { all_of_author: true }) }
      const done = await api.call('reports.decide', { widget_id, report_id: report.report_id, body })
      keepDecision(widget_id, done.report, body.all_of_author === true)
      if (done.left > 0) toast(tWork('left', { count: formatNumber(done.left) }), 'failed')
      const next = await nextTo(report, done.closed)
      list.remove([report.report_id, ...done.closed])
      choose(next)
      void list.reload()
      countWork()
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      if (refusal.code !== 'conflict') {
        error.value = refusal
        if (asking.peek() === null) toast(refusalText(refusal), 'failed')
        return
      }
      toast(t('conflict'), 'failed')
      asking.value = null
      changed.value += 1
      void list.reload()
    } finally {
      pending.value = false
    }
  }

  async function decideMany(wanted: ManyAct): Promise<void> {
    if (pending.peek()) return
    pending.value = true
    error.value = null
    const asked = fitting(selection.chosen, wanted)
    try {
      const body = { report_ids: asked.map(({ report_id }) => report_id), act: wanted }
      const { decided, closed } = await api.call('reports.decide_many', { widget_id, body })
      askingMany.value = null
      selection.clear()
      if (decided.length > 0) keepDecisions(widget_id, wanted, decided)
      const left = asked.length - decided.length
      if (left > 0) toast(t('many_left', { count: left }), 'failed')
      const isOpenClosed = chosen !== null && closed.includes(chosen.report_id)
      const next = isOpenClosed ? await nextTo(chosen, closed) : undefined
      list.remove(closed)
      if (isOpenClosed) choose(next)
      else focusRow(chosen ?? list.reports.peek()?.[0])
      void list.reload()
      countWork()
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      error.value = refusal
    } finally {
      pending.value = false
    }
  }

  /** A key or button for all that is selected. */
  function actOnMany(wanted: Act): void {
    const left = selection.chosen.length
    if (!isManyAct(wanted)) toast(t('many_only'), 'failed')
    else if (pending.peek()) toast(t('key_pending'), 'failed')
    else if (fitting(selection.chosen, wanted).length === 0) toast(t(`many_stay_${wanted}`, { count: left }), 'failed')
    else askingMany.value = wanted
  }

  function select(): void {
    if (chosen === null) toast(t('key_none'), 'failed')
    else if (filter.state === 'closed') toast(t('key_closed'), 'failed')
    else if (reports?.some(isChosen) !== true) toast(t('many_not_listed'), 'failed')
    else selection.toggle(chosen)
  }

  /** An act on the open report that decides nothing. @param leaves the report leaves this list */
  async function work(
    call: (report: ReportView) => Promise<ReportView>,
    { done, leaves }: { done: (report: ReportView) => string; leaves: boolean },
  ): Promise<void> {
    const why = pending.peek() ? t('key_pending') : workObstacle(chosen)
    if (why !== null) return toast(why, 'failed')
    if (chosen === null) return
    pending.value = true
    error.value = null
    try {
      const changedReport = await call(chosen)
      toast(done(changedReport))
      asking.value = null
      const next = leaves ? await nextTo(chosen) : null
      if (next === null) {
        list.put(changedReport)
        changed.value += 1
      } else {
        if (filter.state !== 'closed') list.remove([chosen.report_id])
        choose(next)
      }
      void list.reload()
      countWork()
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      error.value = refusal
      if (asking.peek() === null) toast(refusalText(refusal), 'failed')
    } finally {
      pending.value = false
    }
  }

  const assign = () =>
    work(
      async ({ report_id, assigned }) =>
        (await api.call('reports.assign', { widget_id, report_id, body: { to: assigned?.mine ? null : 'me' } })).report,
      { done: ({ assigned }) => tWork(assigned ? 'assigned_done' : 'unassigned_done'), leaves: false },
    )

  const snooze = (until: number | null) =>
    work(
      async ({ report_id }) => (await api.call('reports.snooze', { widget_id, report_id, body: { until } })).report,
      {
        done: ({ snoozed_until }) =>
          snoozed_until === null ? tWork('woken') : tWork('snoozed', { time: formatTime(snoozed_until) }),
        leaves: true,
      },
    )

  const note = (body: { text: string; to?: string }, name: string | null) =>
    work(async ({ report_id }) => (await api.call('reports.note', { widget_id, report_id, body })).report, {
      done: () => (name === null ? tWork('noted') : tWork('asked', { name })),
      leaves: false,
    })

  function ask(about: 'snooze' | 'note'): void {
    const why = pending.peek() ? t('key_pending') : workObstacle(chosen)
    if (why !== null) toast(why, 'failed')
    else if (about === 'snooze' && chosen?.snoozed_until != null) void snooze(null)
    else asking.value = about
  }

  function toggleAll(): void {
    const why = workObstacle(chosen) ?? (ofAuthor.peek() === null ? t('key_loading') : null)
    if (why !== null) toast(why, 'failed')
    else if ((ofAuthor.peek() ?? 0) < 2) toast(tWork('all_none'), 'failed')
    else {
      isAll.value = !isAll.peek()
      toast(tWork(isAll.peek() ? 'all_on' : 'all_off'))
    }
  }

  // a decision that was undone while no queue was shown does not open later
  useEffect(() => {
    lastUndone.value = null
  }, [])
  useSignalEffect(() => {
    const undone = lastUndone.value
    if (undone === null) return
    lastUndone.value = null
    if (undone.widget_id !== widget_id) return
    const { report, isMany } = undone
    void countAgain()
    void list.reload().then(() => {
      if (report.closed_at === null && !isMany) choose(report)
    })
  })

  function act(wanted: Act): void {
    const why = pending.peek() ? t('key_pending') : obstacle(chosen, wanted)
    if (selection.chosen.length > 0) actOnMany(wanted)
    else if (why !== null) toast(why, 'failed')
    else if (!AT_ONCE.has(wanted)) asking.value = wanted
    else if (chosen) void decide(chosen, { act: wanted })
  }

  function undo(): void {
    const last = lastDecision.peek()
    const canUndo = last?.widget_id === widget_id && last.report.undo_until !== null && last.until > Date.now()
    if (canUndo) void undoDecision(widget_id, last.report, last.isMany)
    else toast(t('key_undo'), 'failed')
  }

  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
    if (asking.peek() !== null || askingMany.peek() !== null) return
    // a key of another layout counts by its place: a Russian keyboard has no Latin letters
    const key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key
    const wanted = ACT_KEYS[key]
    if (event.key === '?' || (event.shiftKey && event.code === 'Slash')) help.value = !help.peek()
    else if (event.shiftKey || help.peek()) return
    else if (key === 'j' || key === 'k') void move(key === 'j' ? 1 : -1)
    else if (key === 'u') undo()
    else if (key === 'i') void assign()
    else if (key === 'z') ask('snooze')
    else if (key === 'n') ask('note')
    else if (key === 'v') select()
    else if (key === 'e') selection.chosen.length > 0 ? toast(t('many_only'), 'failed') : toggleAll()
    else if (key === 'Escape' && selection.chosen.length > 0) selection.clear()
    else if (key === 'Escape' && chosenId !== null) choose(undefined)
    else if (wanted) act(wanted)
    else return
    event.preventDefault()
  }
  const latest = useRef(onKey)
  latest.current = onKey
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  return (
    <div class={`queue ${chosenId === null ? '' : 'queue-open'}`}>
      <Tabs
        label={t('states')}
        tabs={[
          { id: 'open', label: t('open') },
          { id: 'mine', label: t('mine'), count: counts.value.mine },
          { id: 'snoozed', label: t('snoozed'), count: counts.value.snoozed },
          { id: 'closed', label: t('closed') },
        ]}
        chosen={filter.state}
        onChoose={(state: QueueFilter['state']) => setQuery({ state: state === 'open' ? null : state, report: null })}
      >
        <QueueFilters filter={filter} />
        <div class="queue-panes">
          <section class="queue-side" aria-label={t('queue')}>
            {list.error.value && <LoadFailed error={list.error.value} onRetry={() => void list.reload()} />}
            {reports === null && !list.error.value && <Loading lines={6} />}
            {reports?.length === 0 && <Nothing filter={filter} />}
            <ul class="queue-rows" ref={rows}>
              {reports?.map((report) => (
                <QueueRow
                  key={report.report_id}
                  report={report}
                  chosen={report.report_id === chosenId}
                  onChoose={() => choose(report)}
                  selection={
                    filter.state === 'closed'
                      ? null
                      : {
                          isSelected: selection.isSelected(report),
                          onSelect: (isSelected, isRange) => selection.select(report, isSelected, isRange),
                        }
                  }
                />
              ))}
            </ul>
            {list.more.value && <Button onClick={() => void list.loadMore()}>{common('act.more')}</Button>}
            <ManyBar selection={selection} pending={pending.value} onAct={actOnMany} />
          </section>
          <section class="queue-main" aria-label={t('decisions')}>
            {chosenId === null ? (
              !!reports?.length && (
                <div class="queue-none hint">
                  <p>{t('choose')}</p>
                  <p class="queue-keys-hint">{t('choose_hint')}</p>
                </div>
              )
            ) : (
              <ReportPane
                key={chosenId}
                widget_id={widget_id}
                report_id={chosenId}
                shown={chosen}
                changed={changed.value}
                asking={asking.value}
                isAll={isAll.value}
                selected={selection.chosen.length}
                pending={pending.value}
                error={error.value}
                onLoaded={(report, count) => {
                  opened.value = report
                  if (count !== null) ofAuthor.value = count
                  list.put(report)
                }}
                onAct={act}
                onDecide={(decision) => chosen && void decide(chosen, decision)}
                onAssign={() => void assign()}
                onSnooze={(until) => void snooze(until)}
                onNote={(body, name) => void note(body, name)}
                onAsk={ask}
                onAll={toggleAll}
                onClearSelection={selection.clear}
                onCancel={() => {
                  asking.value = null
                  error.value = null
                }}
                onBack={() => {
                  if (!goBackTo(location.pathname)) choose(undefined)
                }}
              />
            )}
          </section>
        </div>
      </Tabs>
      {askingMany.value && (
        <ManyDialog
          act={askingMany.value}
          chosen={selection.chosen}
          pending={pending.value}
          error={error.value}
          onConfirm={(wanted) => void decideMany(wanted)}
          onClose={() => {
            askingMany.value = null
            error.value = null
          }}
        />
      )}
      {help.value && (
        <QueueKeys
          onClose={() => {
            help.value = false
          }}
        />
      )}
    </div>
  )
}

const rowOf = (list: HTMLElement | null, report_id: string) =>
  list?.querySelector<HTMLElement>(`[data-report="${CSS.escape(report_id)}"]`)

function Nothing({ filter }: { filter: ReturnType<typeof readFilter> }) {
  const isFiltered = filter.source ?? filter.reason ?? filter.about ?? filter.by
  if (isFiltered !== null) return <p class="hint">{t('none_found')}</p>
  if (filter.state !== 'open') return <p class="hint">{t(`none_${filter.state}`)}</p>
  return (
    <div class="queue-none">
      <p class="empty-title">{t('none_open')}</p>
      <p class="hint">{t('none_open_hint')}</p>
    </div>
  )
}

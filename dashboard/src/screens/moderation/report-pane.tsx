import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { formatTime } from '../../i18n/index.ts'
import { paths } from '../../navigation/routes.ts'
import { useQueueNews } from '../../reports/open-reports.ts'
import {
  ApiError,
  api,
  type GroundOfReport,
  type HeldFile,
  type ReportMessage,
  type ReportNote,
  type ReportView,
  type WholePerson,
} from '../../requests/api.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { KeyButton } from '../../ui/key-button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed, Notice } from '../../ui/notice.tsx'
import { Author, standingText } from './author.tsx'
import { type Act, type Asking, type Decision, isOthers, KEY_OF, mayDecide } from './decision.ts'
import { HeldFiles } from './held-files.tsx'
import { MessageContent } from './message-content.tsx'
import { t } from './phrases.ts'
import { ManyHint } from './queue/decide-many.tsx'
import { undoDecision } from './queue/undo-decision.ts'
import { groundText } from './report-words.ts'
import { RestrictDialog } from './restrict/restrict-dialog.tsx'
import { NoteDialog } from './workbench/note-dialog.tsx'
import { SnoozeDialog } from './workbench/snooze-dialog.tsx'
import { AllOfAuthor, ReportNotes, WorkBar } from './workbench/work-bar.tsx'

/** Milliseconds after which an open report is claimed again: a claim holds for two minutes. */
const CLAIM_AGAIN_MS = 60_000

interface Props {
  widget_id: number
  report_id: string
  /** as the list has it; null: it is not on the list */
  shown: ReportView | null
  /** moves when the report is known to be another */
  changed: number
  /** the decision that is being asked about */
  asking: Asking | null
  /** a decision is about everything that is open about the author */
  isAll: boolean
  /** entries that are selected: keys decide those */
  selected: number
  pending: boolean
  error: ApiError | null
  /** @param ofAuthor how much is open about its author; null: unknown */
  onLoaded: (report: ReportView, ofAuthor: number | null) => void
  onAct: (act: Act) => void
  onDecide: (decision: Decision) => void
  onAssign: () => void
  onSnooze: (until: number | null) => void
  onNote: (note: { text: string; to?: string }, name: string | null) => void
  onAsk: (about: 'snooze' | 'note') => void
  onAll: () => void
  onClearSelection: () => void
  onCancel: () => void
  onBack: () => void
}

interface Loaded {
  report: ReportView
  reports: GroundOfReport[]
  messages: ReportMessage[]
  held_files: HeldFile[]
  notes: ReportNote[]
  of_author: number
}

/** One report with what can be decided. Opening it claims it; leaving gives it back. */
export function ReportPane(props: Props) {
  const { widget_id, report_id, shown, changed, asking, isAll, pending, error } = props
  const { onLoaded, onAct, onDecide, onCancel, onBack } = props
  const loaded = useSignal<Loaded | null>(null)
  const failed = useSignal<ApiError | null>(null)
  const author = useSignal<WholePerson | null>(null)

  async function load(): Promise<void> {
    try {
      loaded.value = await api.call('reports.get', { widget_id, report_id })
      onLoaded(loaded.value.report, loaded.value.of_author)
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      // the report stays on the screen, unless it is gone
      if (loaded.peek() === null || refusal.code === 'not_found') failed.value = refusal
    }
  }
  // another moderator may have decided it, or another user reported the same
  useQueueNews(() => void load())
  useEffect(() => {
    if (changed > 0) void load()
  }, [changed])

  useEffect(() => {
    const claim = (claimed: boolean) =>
      api.call('reports.claim', { widget_id, report_id, body: { claimed } }).then(
        ({ report }) => report,
        (refusal: unknown) => {
          if (!(refusal instanceof ApiError)) throw refusal
          // Another moderator has taken or decided it: the loaded report says so.
          return null
        },
      )
    let left = false
    const keep = async () => {
      const report = await claim(true)
      if (!left && report) onLoaded(report, null)
    }
    void load()
    void keep()
    const timer = setInterval(() => {
      if (!document.hidden) void keep()
    }, CLAIM_AGAIN_MS)
    return () => {
      left = true
      clearInterval(timer)
      void claim(false)
    }
  }, [])

  const pane = useRef<HTMLDivElement>(null)
  const isLoaded = loaded.value !== null
  useEffect(() => {
    if (!isLoaded) return
    // on a phone, and on one that is turned, the report stands below the page's own head
    const show = () => {
      if (onPhone.matches && pane.current) showOnPhone(pane.current)
    }
    show()
    onPhone.addEventListener('change', show)
    return () => onPhone.removeEventListener('change', show)
  }, [isLoaded])

  const report = shown ?? loaded.value?.report ?? null
  if (failed.value)
    return (
      <LoadFailed
        error={failed.value}
        onRetry={() => {
          failed.value = null
          void load()
        }}
      />
    )
  if (report === null) return <Loading lines={5} />
  const { user, seq, closed_at, outcome } = report
  const open = closed_at === null
  const others = isOthers(report)

  return (
    <div class="report-and-person" ref={pane}>
      <div class="report">
        <div class="report-top">
          <Button kind="quiet" icon="back" onClick={onBack}>
            {t('back')}
          </Button>
        </div>
        <header class="report-about">
          <Avatar name={user.name} url={user.avatar_url} />
          <div class="report-words">
            <h2 class="report-author">
              <a href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
                <bdi>{user.name}</bdi>
              </a>
            </h2>
            <p class="hint">
              {placeOf(report)} · {formatTime(report.created_at)}
            </p>
            <p class="report-standing">{author.value && standingText(author.value)}</p>
          </div>
          {open && (
            <WorkBar
              report={report}
              pending={pending}
              onAssign={props.onAssign}
              onSnooze={() => (report.snoozed_until === null ? props.onAsk('snooze') : props.onSnooze(null))}
              onNote={() => props.onAsk('note')}
            />
          )}
        </header>
        {report.held && open && <Notice kind="warning">{t('held_hint')}</Notice>}
        {loaded.value === null ? <Loading lines={3} /> : <Messages report={report} messages={loaded.value.messages} />}
        {loaded.value !== null && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by the keyboard
          // biome-ignore lint/a11y/useSemanticElements: no group of form fields
          <div class="report-grounds" role="group" aria-label={t('said')} tabIndex={0}>
            <Grounds reports={loaded.value.reports} text={report.text} />
            <ReportNotes notes={loaded.value.notes} />
          </div>
        )}
        {loaded.value !== null && open && (
          <HeldFiles widget_id={widget_id} user_id={user.user_id} files={loaded.value.held_files} />
        )}
        {outcome && (
          <div class="report-outcome">
            <p class="hint">
              {t('outcome', {
                outcome: t(`outcome_${outcome}`),
                // its author withdrew it
                name: report.closed_by ?? user.name,
                time: formatTime(closed_at ?? 0),
              })}
            </p>
            {report.undo_until !== null && report.undo_until > Date.now() && (
              <Button onClick={() => void undoDecision(widget_id, report)}>{t('undo')}</Button>
            )}
          </div>
        )}
        {open && others && (
          <Notice kind="warning" role="status">
            {t('claimed', { name: report.claim?.by ?? '' })}
          </Notice>
        )}
        {open && props.selected > 0 && <ManyHint count={props.selected} onClear={props.onClearSelection} />}
        {open && !others && props.selected === 0 && (
          <Decide isAll={isAll}>
            <AllOfAuthor count={loaded.value?.of_author ?? 0} chosen={isAll} onChoose={props.onAll} />
            <div class="report-acts">
              {ACTS.filter((act) => mayDecide(report, act)).map((act) => (
                <KeyButton
                  key={act}
                  keyName={KEY_OF[act]}
                  pending={pending}
                  dangerous={act === 'delete'}
                  onPress={() => onAct(act)}
                >
                  {t(act)}
                </KeyButton>
              ))}
            </div>
          </Decide>
        )}
        {asking === 'snooze' && (
          <SnoozeDialog pending={pending} error={error} onSnooze={props.onSnooze} onClose={onCancel} />
        )}
        {asking === 'note' && (
          <NoteDialog widget_id={widget_id} pending={pending} error={error} onNote={props.onNote} onClose={onCancel} />
        )}
        {(asking === 'warn' || asking === 'mute' || asking === 'ban' || asking === 'shadow') && (
          <RestrictDialog
            widget_id={widget_id}
            kind={asking}
            name={user.name}
            hasMessage={seq !== null}
            pending={pending}
            error={error}
            onGive={({ minutes, reason, alsoDelete }) => onDecide({ act: asking, minutes, reason, delete: alsoDelete })}
            onClose={onCancel}
          />
        )}
        {asking === 'delete_all' && (
          <Confirm
            title={t('delete_all_question', { name: user.name })}
            act={t('delete_all')}
            dangerous
            pending={pending}
            error={error}
            onConfirm={() => onDecide({ act: 'delete_all' })}
            onClose={onCancel}
          >
            {t('delete_all_hint')}
          </Confirm>
        )}
      </div>
      <Author
        key={user.user_id}
        widget_id={widget_id}
        user_id={user.user_id}
        onRead={(whole) => {
          author.value = whole
        }}
      />
    </div>
  )
}

/** The same width is in moderation.css. */
const onPhone = matchMedia('(max-width: 760px)')

/**
 * Shows the pane from its top on. In a low window it scrolls further, so that the decisions don't cover the reported
 * message.
 */
function showOnPhone(pane: HTMLElement): void {
  pane.scrollIntoView()
  const box = pane.querySelector<HTMLElement>('.report-context')
  if (box) showReported(box)
  const [reported, decisions] = [pane.querySelector('.reported'), pane.querySelector('.report-decide')]
  if (!reported || !decisions) return
  const covered = reported.getBoundingClientRect().bottom + 12 - decisions.getBoundingClientRect().top
  if (covered > 0) scrollBy(0, covered)
}

/** On a phone the first two decisions: all of them would cover what was reported. What counts for all is in sight. */
function Decide({ isAll, children }: { isAll: boolean; children: ComponentChildren }) {
  const isWhole = useSignal(false)
  const shown = isWhole.value || isAll
  return (
    <div class={`report-decide ${shown ? '' : 'report-decide-short'}`}>
      {children}
      <div class="report-more">
        <Button
          kind="quiet"
          disabled={isAll}
          onClick={() => {
            isWhole.value = !shown
          }}
        >
          {t(shown ? 'decide_less' : 'decide_more')}
        </Button>
      </div>
    </div>
  )
}

const placeOf = ({ room_title }: ReportView) =>
  room_title === null ? t('in_dialog') : t('in_room', { room: room_title })

const ACTS = Object.keys(KEY_OF) as Act[]

/**
 * The reporters of a message, with their texts.
 * @param text the message as it is shown; a report of an edited message has another text
 */
function Grounds({ reports, text }: { reports: readonly GroundOfReport[]; text: string | null }) {
  return (
    <ul class="report-said" aria-label={t('grounds')}>
      {reports.map((one, place) => (
        <li key={place}>
          <span class="chip">{groundText(one)}</span>{' '}
          <span class="hint">
            {one.reporter
              ? t('reported_by', { name: one.reporter.name, time: formatTime(one.created_at) })
              : t(one.source === 'before_send' ? 'held_by_site' : 'flagged_by', { time: formatTime(one.created_at) })}
          </span>
          {one.flagged && (
            <p class="report-comment" dir="auto">
              {one.flagged}
            </p>
          )}
          {one.comment && (
            <p class="report-comment" dir="auto">
              <span class="visually-hidden">{t('comment')}: </span>
              {one.comment}
            </p>
          )}
          {one.text !== null && one.text !== text && (
            <p class="report-comment" dir="auto">
              <span class="hint">{t('text_then')}: </span>
              {one.text}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

/** Messages as they were when they were first reported. Their texts are never markup here. */
function Messages({ report, messages }: { report: ReportView; messages: readonly ReportMessage[] }) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    if (list.current === null) return
    const box = list.current
    // again when the text is laid out again: the window became narrower, or the phone was turned
    const observer = new ResizeObserver(() => showReported(box))
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by the keyboard
    <ol class="report-context" aria-label={t('context')} ref={list} tabIndex={0}>
      {messages.map(({ seq, sender, text, files, carries, created_at }) => (
        <li key={seq} class={seq === report.seq ? 'reported' : ''}>
          {sender.user_id !== '' && <bdi class="report-author">{sender.name}</bdi>}{' '}
          <span class="hint">{formatTime(created_at)}</span>
          <MessageContent text={text} carries={carries} files={files} deleted={t('was_deleted')} />
        </li>
      ))}
    </ol>
  )
}

/** In the middle of its box; one that is higher than the box begins at its top. */
function showReported(box: HTMLElement): void {
  const reported = box.querySelector<HTMLElement>('.reported')
  if (reported === null) return
  const above = Math.max(0, (box.clientHeight - reported.offsetHeight) / 2)
  box.scrollTop += reported.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientTop - above
}

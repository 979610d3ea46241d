import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { ApiError, api, type HeldFile, type ReportMessage, type ReportView } from '../../api.ts'
import { formatTime } from '../../i18n/index.ts'
import { paths } from '../../routes.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed, Notice } from '../../ui/notice.tsx'
import { MessageContent } from './carried.tsx'
import { type Act, type Decision, isOthers, mayDecide } from './decision.ts'
import { HeldFiles } from './held-files.tsx'
import { say } from './phrases.ts'
import { RestrictDialog } from './restrict-dialog.tsx'

/** Milliseconds after which an open report is claimed again: a claim holds for two minutes. */
const CLAIM_AGAIN_MS = 60_000

interface Props {
  widgetId: number
  reportId: string
  /** as the list has it; null: it is not on the list */
  shown: ReportView | null
  /** the decision that is being asked about */
  asking: Act | null
  pending: boolean
  error: ApiError | null
  onLoaded: (report: ReportView) => void
  onAct: (act: Act) => void
  onDecide: (decision: Decision) => void
  onCancel: () => void
  onBack: () => void
}

interface Loaded {
  report: ReportView
  messages: ReportMessage[]
  held_files: HeldFile[]
}

/** One report with what can be decided. Opening it claims it; leaving gives it back. */
export function ReportPane(props: Props) {
  const { widgetId, reportId, shown, asking, pending, error, onLoaded, onAct, onDecide, onCancel, onBack } = props
  const loaded = useSignal<Loaded | null>(null)
  const failed = useSignal<ApiError | null>(null)

  async function load(): Promise<void> {
    failed.value = null
    try {
      loaded.value = await api.call('reports.get', { widgetId, reportId })
      onLoaded(loaded.value.report)
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      failed.value = refusal
    }
  }

  useEffect(() => {
    const claim = (claimed: boolean) =>
      api.call('reports.claim', { widgetId, reportId, body: { claimed } }).then(
        ({ report }) => report,
        (refusal: unknown) => {
          if (!(refusal instanceof ApiError)) throw refusal
          // Another moderator has it, or it is decided: what is loaded says so.
          return null
        },
      )
    let left = false
    const keep = async () => {
      const report = await claim(true)
      if (!left && report) onLoaded(report)
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

  const report = shown ?? loaded.value?.report ?? null
  if (failed.value) return <LoadFailed error={failed.value} onRetry={() => void load()} />
  if (report === null) return <Loading lines={5} />
  const { user, seq, closed_at, outcome } = report
  const open = closed_at === null
  const others = isOthers(report)

  return (
    <div class="report">
      <div class="report-top">
        <Button kind="quiet" icon="back" onClick={onBack}>
          {say('back')}
        </Button>
      </div>
      <header class="report-about">
        <Avatar name={user.name} url={user.avatar_url} />
        <div class="report-words">
          <h2 class="report-author">
            <a href={`${paths.widget(widgetId, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
              <bdi>{user.name}</bdi>
            </a>
          </h2>
          <p class="hint">
            {report.source === 'user' && `${say(`reason_${report.reason}`)} · `}
            {placeOf(report)} ·{' '}
            {report.reporter
              ? say('reported_by', { name: report.reporter.name, time: formatTime(report.created_at) })
              : say('flagged_by', { time: formatTime(report.created_at) })}
          </p>
        </div>
      </header>
      {report.source !== 'user' && (
        <Notice kind="info">
          {say(`flagged_${report.source}`)}
          {report.flagged && (
            <>
              : <bdi>{report.flagged}</bdi>
            </>
          )}
        </Notice>
      )}
      {report.held && open && <Notice kind="warning">{say('held_hint')}</Notice>}
      {report.comment && (
        <p class="report-comment" dir="auto">
          <span class="visually-hidden">{say('comment')}: </span>
          {report.comment}
        </p>
      )}
      {report.others > 0 && <p class="hint">{say('others_hint', { count: report.others })}</p>}
      {loaded.value === null ? <Loading lines={3} /> : <Messages report={report} messages={loaded.value.messages} />}
      {loaded.value !== null && open && (
        <HeldFiles widgetId={widgetId} userId={user.user_id} files={loaded.value.held_files} />
      )}
      {outcome && (
        <p class="hint">
          {say('outcome', {
            outcome: say(`outcome_${outcome}`),
            // its author withdrew it
            name: report.closed_by ?? user.name,
            time: formatTime(closed_at ?? 0),
          })}
        </p>
      )}
      {open && others && (
        <Notice kind="warning" role="status">
          {say('claimed', { name: report.claim?.by ?? '' })}
        </Notice>
      )}
      {open && !others && (
        <div class="report-acts">
          {ACTS.filter((act) => mayDecide(report, act)).map((act) => (
            <ActButton key={act} act={act} pending={pending} onAct={onAct} />
          ))}
        </div>
      )}
      {(asking === 'warn' || asking === 'mute' || asking === 'ban' || asking === 'shadow') && (
        <RestrictDialog
          widgetId={widgetId}
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
          title={say('delete_all_question', { name: user.name })}
          act={say('delete_all')}
          dangerous
          pending={pending}
          error={error}
          onConfirm={() => onDecide({ act: 'delete_all' })}
          onClose={onCancel}
        >
          {say('delete_all_hint')}
        </Confirm>
      )}
    </div>
  )
}

const placeOf = ({ room_title }: ReportView) =>
  room_title === null ? say('in_dialog') : say('in_room', { room: room_title })

const KEY_OF: Record<Act, string> = {
  ...{ dismiss: 'D', publish: 'P', delete: 'X', warn: 'W', mute: 'M', ban: 'B', shadow: 'S', delete_all: 'A' },
}

const ACTS = Object.keys(KEY_OF) as Act[]

function ActButton({ act, pending, onAct }: { act: Act; pending: boolean; onAct: (act: Act) => void }) {
  return (
    <button
      type="button"
      class={`button ${act === 'delete' ? 'button-danger' : 'button-plain'}`}
      aria-keyshortcuts={KEY_OF[act]}
      aria-disabled={pending}
      onClick={() => {
        if (!pending) onAct(act)
      }}
    >
      <span>{say(act)}</span>
      <span class="key" aria-hidden="true">
        {KEY_OF[act]}
      </span>
    </button>
  )
}

/** As they were when it was reported. What users wrote is text here, never markup. */
function Messages({ report, messages }: { report: ReportView; messages: readonly ReportMessage[] }) {
  const list = useRef<HTMLOListElement>(null)
  useEffect(() => {
    const reported = list.current?.querySelector<HTMLElement>('.reported')
    if (list.current && reported) list.current.scrollTop = reported.offsetTop - list.current.clientHeight / 3
  }, [])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by the keyboard
    <ol class="report-context" aria-label={say('context')} ref={list} tabIndex={0}>
      {messages.map(({ seq, sender, text, files, carries, created_at }) => (
        <li key={seq} class={seq === report.seq ? 'reported' : ''}>
          {sender.user_id !== '' && <bdi class="report-author">{sender.name}</bdi>}{' '}
          <span class="hint">{formatTime(created_at)}</span>
          <MessageContent text={text} carries={carries} files={files} deleted={say('was_deleted')} />
        </li>
      ))}
    </ol>
  )
}

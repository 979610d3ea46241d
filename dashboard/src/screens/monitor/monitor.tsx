import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { common, formatNumber } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { query } from '../../navigation/router.ts'
import { api } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, Notice } from '../../ui/notice.tsx'
import { MonitorFilters, readFilters } from './monitor-filters.tsx'
import { t } from './phrases.ts'
import { monitorSession } from './session.ts'
import { useWatched } from './watched.ts'
import { keyOf } from './watched-list.ts'
import { WatchedRow } from './watched-row.tsx'

/** Users' messages live, once the moderator has given a reason. */
export function Monitor({ widget_id }: { widget_id: number }) {
  const session = useMemo(() => monitorSession(widget_id), [widget_id])
  const now = session.now.value
  if (now === null) return <Reason widget_id={widget_id} onStarted={session.begin} />
  return <Watching widget_id={widget_id} session={now} onEnded={session.end} />
}

interface ReasonProps {
  widget_id: number
  onStarted: (begun: { session: string; until: number }) => void
}

function Reason({ widget_id, onStarted }: ReasonProps) {
  const reason = useSignal('')
  const start = useSubmit(async () =>
    onStarted(await api.call('monitor.start', { widget_id, body: { reason: reason.peek() } })),
  )
  return (
    <Card title={t('title')} lead={t('lead')}>
      <form class="form" onSubmit={start.run}>
        <TextField
          label={t('reason')}
          hint={t('reason_hint')}
          name="reason"
          value={reason.value}
          error={fieldText(start.error.value, 'reason')}
          onValue={(value) => {
            reason.value = value
          }}
        />
        <FormError error={start.error.value} fields={['reason']} />
        <div class="form-acts">
          <Button
            type="submit"
            kind="primary"
            pending={start.pending.value}
            disabled={reason.value.trim().length < 3 && common('act.reason_missing')}
          >
            {t('start')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Watching({ widget_id, session, onEnded }: { widget_id: number; session: string; onEnded: () => void }) {
  const filters = readFilters(query.value)
  const watched = useWatched(widget_id, { session, ...filters })
  const older = useSubmit(watched.older)
  const error = watched.error.value
  const state = watched.state.value
  const messages = watched.messages.value
  // the session has ended, or is another account's: the moderator gives the reason again
  const isOver = error?.code === 'forbidden' && error.field === 'session'
  useEffect(() => {
    if (isOver) onEnded()
  }, [isOver])
  const list = useRef<HTMLOListElement>(null)
  const isHalted = useSignal(false)
  const isPointedAt = useSignal(false)
  const isFocused = useSignal(false)
  const isPaused = isHalted.value || isPointedAt.value || isFocused.value
  useEffect(() => watched.pause(isPaused), [isPaused])
  useEffect(() => {
    // a control that had the focus may have been removed by its own action, which fires no event
    if (!list.current?.contains(document.activeElement)) isFocused.value = false
  })
  const waiting = watched.waiting.value
  const paused = isHalted.value ? t('paused') : t('paused_here')
  const status = state === 'live' && isPaused ? paused : state === 'loading' ? '' : t(state)
  return (
    <Card
      title={t('title')}
      aside={
        state !== 'past' && (
          <Button
            onClick={() => {
              isHalted.value = !isHalted.value
            }}
          >
            {isHalted.value ? t('resume') : t('pause')}
          </Button>
        )
      }
    >
      <MonitorFilters widget_id={widget_id} />
      <p class={`watch-state watch-${isPaused ? 'paused' : state}`} role="status">
        {status}
        {isPaused && waiting > 0 && ` · ${t('waiting', { count: formatNumber(waiting) })}`}
      </p>
      {watched.dropped.value > 0 && (
        <Notice kind="info">{t('dropped', { count: formatNumber(watched.dropped.value) })}</Notice>
      )}
      {!watched.complete.value && <Notice kind="info">{t('incomplete')}</Notice>}
      <FormError error={error} fields={[]} />
      {state === 'loading' && messages.length === 0 && error === null && <Loading lines={5} />}
      {state !== 'loading' && messages.length === 0 && (
        <p class="hint">{t(Object.keys(filters).length > 0 ? 'none_found' : 'none')}</p>
      )}
      <ol
        ref={list}
        class="entries"
        aria-label={t('messages')}
        onPointerEnter={(event) => {
          isPointedAt.value = event.pointerType === 'mouse'
        }}
        onPointerLeave={() => {
          isPointedAt.value = false
        }}
        onFocusIn={({ target }) => {
          // after a click only the pointer counts: the focus stays in the list when the pointer leaves it
          isFocused.value = target instanceof Element && target.matches(':focus-visible')
        }}
        onFocusOut={({ relatedTarget }) => {
          if (!(relatedTarget instanceof Node && list.current?.contains(relatedTarget))) isFocused.value = false
        }}
      >
        {messages.map((message) => (
          <li key={keyOf(message)} class={message.flagged ? 'watched reported' : 'watched'}>
            <WatchedRow widget_id={widget_id} message={message} onDeleted={() => watched.deleted(message)} />
          </li>
        ))}
      </ol>
      <FormError error={older.error.value} fields={[]} />
      {watched.more.value && messages.length > 0 && (
        <Button pending={older.pending.value} onClick={older.run}>
          {t('older')}
        </Button>
      )}
    </Card>
  )
}

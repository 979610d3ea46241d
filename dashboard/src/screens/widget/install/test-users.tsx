import { TEST_USERS } from '@imbachat/protocol/http/widget/test-users'
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatTime, language } from '../../../i18n/index.ts'
import { ApiError, api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { Icon } from '../../../ui/icon.tsx'
import { FormError, LoadFailed, Notice } from '../../../ui/notice.tsx'
import { t } from './phrases.ts'

/** Milliseconds between two looks at whether they have written. */
const LOOK_MS = 2_000

interface Opened {
  user_id: string
  name: string
  token: string
}

/** The dashboard makes two users, who talk to each other in two windows while the site has no users yet. */
export function TestUsers({ widget_id }: { widget_id: number }) {
  const known = useResource(widget_id, () => api.call('test_users.list', { widget_id }))
  useVisibleInterval(LOOK_MS, known.look)
  const opened = useSignal<readonly Opened[]>([])
  const asking = useSignal(false)
  const open = useSubmit(async () => {
    const { tokens } = await api.call('test_users.open', { widget_id, body: { language: language.peek() } })
    opened.value = tokens
    await known.look()
  })
  const remove = useSubmit(async () => {
    await api.call('test_users.remove', { widget_id })
    opened.value = []
    asking.value = false
    toast(t('test_removed'))
    await known.look()
  })
  useTokens(opened, async () => {
    const { tokens } = await api.call('test_users.open', { widget_id, body: { language: language.peek() } })
    opened.value = tokens
  })
  const now = known.now.value
  const { users, removing } = now.state === 'ready' ? now.value : { users: [], removing: false }
  const talk = users.length > 0 && users.every(({ first_message_at }) => first_message_at !== null)

  return (
    <Card title={t('test_title')} lead={t('test_lead')}>
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={known.reload} />}
      <FormError error={open.error.value} fields={[]} />
      {talk && (
        <Notice kind="good" role="status" title={t('test_talk')}>
          {t('test_talk_text')}
        </Notice>
      )}
      {users.length > 0 && (
        <ul class="test-users">
          {users.map(({ user_id, name, first_message_at: at }) => (
            <li key={user_id} class={at === null ? 'check' : 'check check-done'}>
              <span class="check-mark" aria-hidden="true">
                {at !== null && <Icon name="check" />}
              </span>
              <span class="row-words">
                <span class="row-title">{name}</span>
                <span class="row-note" role="status">
                  {at === null ? t('test_silent') : t('test_wrote', { time: formatTime(at) })}
                </span>
              </span>
              <Window widget_id={widget_id} user={opened.value.find((one) => one.user_id === user_id)} />
            </li>
          ))}
        </ul>
      )}
      {removing && <p class="hint">{t('test_removing')}</p>}
      <div class="form-acts">
        {opened.value.length === 0 && (
          <Button
            kind={talk ? 'plain' : 'primary'}
            pending={open.pending.value}
            disabled={removing && t('test_removing')}
            onClick={open.run}
          >
            {t(users.length === 0 ? 'test_open' : 'test_open_again')}
          </Button>
        )}
        {users.length > 0 && (
          <Button
            kind="danger-plain"
            onClick={() => {
              remove.clear()
              asking.value = true
            }}
          >
            {t('test_remove')}
          </Button>
        )}
      </div>
      {asking.value && (
        <Confirm
          title={t('test_remove_question')}
          act={t('test_remove')}
          dangerous
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={remove.run}
          onClose={() => {
            asking.value = false
          }}
        >
          <p>{t('test_remove_text')}</p>
        </Confirm>
      )}
    </Card>
  )
}

/** Gives each window of a test user its token, so that none stands in an address, and a new one after an hour. */
function useTokens(opened: ReadonlySignal<readonly Opened[]>, renew: () => Promise<void>): void {
  useEffect(() => {
    const answer = async ({ data, origin, source }: MessageEvent<{ type?: unknown } | null>) => {
      if (origin !== location.origin || source === null || !('location' in source)) return
      const ofWindow = () => opened.peek().find(({ user_id }) => user_id === source.name)
      if (!ofWindow()) return
      if (data?.type === 'imbachat:tokenExpired') await renew()
      else if (data?.type !== 'imbachat:waiting') return
      source.postMessage({ type: 'imbachat:token', token: ofWindow()?.token }, location.origin)
    }
    const listen = (event: MessageEvent) => {
      answer(event).catch((error: unknown) => {
        // the window says that its session has ended
        if (!(error instanceof ApiError)) throw error
      })
    }
    addEventListener('message', listen)
    return () => removeEventListener('message', listen)
  }, [])
}

/** A link, so that no browser takes its window for an advertisement. The window asks this page for its token. */
function Window({ widget_id, user }: { widget_id: number; user: Opened | undefined }) {
  if (user === undefined) return null
  const peer = TEST_USERS.find((id) => id !== user.user_id) ?? ''
  const fragment = new URLSearchParams({ wait: '1', user: peer, language: language.value })
  return (
    <a
      class="button button-primary"
      href={`/imbachat/v1/${widget_id}/chat#${fragment}`}
      target={user.user_id}
      rel="opener"
    >
      <span>{t('test_window', { name: user.name.replace(/ \(.*/, '') })}</span>
    </a>
  )
}

import type { NotificationOutlook, NotificationReach, UserNotifications } from '@imbachat/protocol/http/dashboard'
import { useEffect, useRef } from 'preact/hooks'
import { formatTime } from '../../../i18n/index.ts'
import { paths } from '../../../navigation/routes.ts'
import { api } from '../../../requests/api.ts'
import { useRefusalToast } from '../../../requests/refusal-toast.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { Button } from '../../../ui/button.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { t } from './phrases.ts'

/** Why this user is notified now, later or not at all. */
export function OfUser({ widget_id, user_id }: { widget_id: number; user_id: string }) {
  const state = useResource(`${widget_id} ${user_id}`, () =>
    api.call('notifications.of_user', { widget_id, query: { user_id } }),
  )
  const now = state.now.value
  return (
    <section class="of-user" aria-label={t('now')}>
      {now.state === 'loading' && <Loading lines={3} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={state.reload} />}
      {now.state === 'ready' && <Now widget_id={widget_id} user={now.value} onChanged={state.reload} />}
    </section>
  )
}

interface NowProps {
  widget_id: number
  user: UserNotifications
  onChanged: () => void
}

function Now({ widget_id, user, onChanged }: NowProps) {
  const { user_id, name, reach, rooms, more } = user
  const heading = useRef<HTMLHeadingElement>(null)
  // the settings stand above, and a link of the person's page leads here
  useEffect(() => heading.current?.scrollIntoView({ block: 'nearest' }), [])
  const reachable = new Set(reach.flatMap(({ channel, obstacle }) => (obstacle === null ? [channel] : [])))
  return (
    <>
      <h3 ref={heading}>
        <a href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user_id)}`}>
          <bdi>{name}</bdi>
        </a>
      </h3>
      <ul class="rows" aria-label={t('now')}>
        {reach.map((one) => (
          <li class="row" key={one.channel}>
            <div class="row-words">
              <span class="row-title">
                {t(one.channel)} · {reachText(one)}
              </span>
              {detailsOf(one) && <span class="row-note">{detailsOf(one)}</span>}
            </div>
            {one.obstacle === 'address_refused' && (
              <TryAddress widget_id={widget_id} user_id={user_id} onDone={onChanged} />
            )}
          </li>
        ))}
      </ul>
      {rooms.length === 0 && <p class="hint">{t('all_read')}</p>}
      {rooms.length > 0 && (
        <>
          <h3>{t('unread')}</h3>
          <ul class="rows" aria-label={t('unread')}>
            {rooms.map(({ room_id, name: title, is_dialog, unread, outlook }) => (
              <li class="row" key={room_id}>
                <div class="row-words">
                  <span class="row-title">
                    <bdi>{is_dialog ? t('dialog_with', { name: title ?? '' }) : (title ?? `#${room_id}`)}</bdi>
                    {unread > 0 && ` · ${t('messages', { count: unread })}`}
                  </span>
                  {outlook
                    .filter(({ channel }) => reachable.has(channel))
                    .map((one) => (
                      <span class="row-note" key={one.channel}>
                        {t(one.channel)} · {outlookText(one)}
                      </span>
                    ))}
                </div>
              </li>
            ))}
          </ul>
          {more && <p class="hint">{t('more_unread')}</p>}
        </>
      )}
      <h3>{t('to_user')}</h3>
    </>
  )
}

function reachText({ channel, obstacle, waits, until }: NotificationReach): string {
  if (obstacle !== null) return t(obstacle === 'off' ? `obstacle_off_${channel}` : `obstacle_${obstacle}`)
  if (waits === null) return t('reachable')
  return until === null ? t(`waits_${waits}`) : t('until', { why: t(`waits_${waits}`), time: formatTime(until) })
}

function detailsOf({ channel, address, browsers, obstacle }: NotificationReach): string | null {
  if (channel === 'mail') return address
  return obstacle === null ? t('browsers', { count: browsers }) : null
}

function outlookText({ state, at, waits, silence }: NotificationOutlook): string {
  if (state === 'notified') return t('outlook_notified')
  if (silence !== null) return t(`silence_${silence}`)
  const due = at === null ? '' : formatTime(at)
  return waits === null ? t('outlook_due', { time: due }) : t('until', { why: t(`waits_${waits}`), time: due })
}

function TryAddress({ widget_id, user_id, onDone }: { widget_id: number; user_id: string; onDone: () => void }) {
  const trying = useSubmit(async () => {
    await api.call('notifications.try_address', { widget_id, body: { user_id } })
    onDone()
  })
  useRefusalToast(trying.error.value)
  return (
    <div class="row-acts">
      <Button pending={trying.pending.value} onClick={trying.run}>
        {t('try_address')}
      </Button>
    </div>
  )
}

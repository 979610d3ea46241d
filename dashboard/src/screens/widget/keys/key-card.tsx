import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { formatAgo, formatDate, formatTime } from '../../../i18n/index.ts'
import { api, type KeyKind, type KeyState } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { t } from './key-phrases.ts'
import type { KeyHandle } from './keys.ts'
import { RevealButton } from './reveal-button.tsx'
import { SecretValue } from './secret-value.tsx'

/** Hours that the previous key may stay valid. */
const HOURS = ['1', '6', '24', '72', '168', '720'] as const
type Hours = (typeof HOURS)[number]
type Act = 'rotate' | 'retire' | 'extend'

interface KeyCardProps {
  kind: KeyKind
  widget_id: number
  secret: KeyHandle
  /** the current key first; empty while they are not known */
  states: readonly KeyState[]
  onChanged: () => void
}

/**
 * A key that can be replaced without an interruption: new beside old until a deadline, the site changes over, and the
 * page shows that it did.
 */
export function KeyCard({ kind, widget_id, secret, states, onChanged }: KeyCardProps) {
  const asking = useSignal<Act | null>(null)
  const hours = useSignal<Hours>('24')
  const word = kind === 'secret_key' ? 'secret' : 'password'
  const title = t(`${kind}`)
  const [current, previous] = secret.shown.value ?? []
  const [currentState, previousState] = states

  const act = useSubmit(async () => {
    const what = asking.value
    if (what === null) return
    const lasting = Number(hours.value)
    if (what === 'rotate') {
      const { key } = await api.rotateKey(widget_id, { kind, hours: lasting })
      // A new key is for the site's settings: it is shown, as what was shown before.
      secret.set(key)
    } else if (what === 'retire') {
      const { key } = await api.retireKey(widget_id, kind)
      if (secret.shown.peek() !== null) secret.set(key)
    } else await api.call('widget_keys.extend', { widget_id, body: { kind, hours: lasting } })
    asking.value = null
    onChanged()
    toast(what === 'extend' ? t('extended') : t(what === 'rotate' ? 'rotated' : 'retired'))
  })
  const ask = (what: Act | null) => {
    act.clear()
    asking.value = what
  }

  return (
    <Card
      title={title}
      lead={t(`${kind}_lead`)}
      aside={
        <>
          <RevealButton secret={secret} />
          <Button icon="rotate" label={`${t('rotate')}: ${title}`} onClick={() => ask('rotate')}>
            {t('rotate')}
          </Button>
        </>
      }
    >
      <SecretValue
        what={title}
        value={current?.value ?? null}
        note={currentState && noteOf(currentState, previousState !== undefined)}
      />
      {previousState && (
        <>
          <SecretValue
            what={`${title} (${t('previous')})`}
            value={previous?.value ?? null}
            note={noteOf(previousState, true)}
          />
          <Moved
            states={[currentState, previousState]}
            act={
              <>
                <Button onClick={() => ask('extend')}>{t('extend')}</Button>
                <Button onClick={() => ask('retire')}>{t('retire')}</Button>
              </>
            }
          >
            {t(`two_${word}`)}
          </Moved>
        </>
      )}
      {asking.value !== null && (
        <Confirm
          title={asking.value === 'extend' ? t('extend_title') : t(`${asking.value}_${word}_title`)}
          act={asking.value === 'extend' ? t('extend') : t(`${asking.value}`)}
          dangerous={asking.value === 'retire'}
          pending={act.pending.value}
          error={act.error.value}
          onConfirm={() => act.run()}
          onClose={() => ask(null)}
        >
          {asking.value !== 'extend' && <p>{t(`${asking.value}_${word}_text`)}</p>}
          {asking.value !== 'retire' && (
            <SelectField
              label={t('lasts')}
              name="hours"
              value={hours.value}
              options={HOURS.map((value) => ({ value, label: t(`hours_${value}`) }))}
              onValue={(value) => {
                hours.value = value
              }}
            />
          )}
          {asking.value === 'rotate' && previousState !== undefined && <p>{t('rotate_third')}</p>}
        </Confirm>
      )}
    </Card>
  )
}

interface MovedProps {
  states: readonly [KeyState | undefined, KeyState]
  act: ComponentChildren
  children: ComponentChildren
}

/** Says whether the site has moved over to the new key, as far as its use shows. */
function Moved({ states: [current, previous], act, children }: MovedProps) {
  const isUsed = current?.used_at != null
  const isLeft = isUsed && (previous.used_at ?? 0) < (current?.used_at ?? 0)
  return (
    <Notice
      kind={isLeft ? 'good' : 'warning'}
      title={t(isLeft ? 'moved' : isUsed ? 'both_used' : 'not_moved')}
      action={<span class="row-acts">{act}</span>}
    >
      {children}
    </Notice>
  )
}

function noteOf({ current, created_at, ends_at, used_at, used_for }: KeyState, isOneOfTwo: boolean): string {
  const now = Date.now()
  const made = current ? (isOneOfTwo ? 'current_made' : 'made') : 'previous_made'
  return [
    t(made, { date: formatDate(created_at) }),
    ends_at === null ? null : t('works_until', { time: formatTime(ends_at) }),
    used_at === null ? t('unused') : t('used', { ago: formatAgo(used_at, now), use: t(`use_${used_for ?? 'token'}`) }),
  ]
    .filter(Boolean)
    .join(' · ')
}

import { useSignal } from '@preact/signals'
import { api, type KeyKind, type RevealedKey } from '../../api.ts'
import { formatDate, type PhraseKey, t } from '../../i18n/index.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { KeyHandle } from './keys.ts'
import { RevealButton } from './reveal-button.tsx'
import { SecretValue } from './secret-value.tsx'

interface KeyCardProps {
  kind: KeyKind
  widgetId: number
  secret: KeyHandle
}

/** A key that can be replaced without an interruption: new beside old, the site changes over, the old is retired. */
export function KeyCard({ kind, widgetId, secret }: KeyCardProps) {
  const asking = useSignal<'rotate' | 'retire' | null>(null)
  const word = kind === 'secret_key' ? 'secret' : 'password'
  const title = t(`keys.${kind}`)
  const [current, previous] = secret.shown.value ?? []

  const act = useSubmit(async () => {
    const what = asking.value
    if (what === null) return
    const result = await (what === 'rotate' ? api.rotateKey(widgetId, kind) : api.retireKey(widgetId, kind))
    secret.set(result.key)
    asking.value = null
    toast(t(what === 'rotate' ? 'keys.rotated' : 'keys.retired'))
  })
  const ask = (what: 'rotate' | 'retire' | null) => {
    act.clear()
    asking.value = what
  }

  return (
    <Card
      title={title}
      lead={t(`keys.${kind}_lead`)}
      aside={
        <>
          <RevealButton secret={secret} />
          <Button icon="rotate" label={`${t('keys.rotate')}: ${title}`} onClick={() => ask('rotate')}>
            {t('keys.rotate')}
          </Button>
        </>
      }
    >
      <SecretValue
        what={title}
        value={current?.value ?? null}
        note={noteOf(current, previous ? 'keys.current_made' : 'keys.made')}
      />
      {previous && (
        <>
          <SecretValue
            what={`${title} (${t('keys.previous')})`}
            value={previous.value}
            note={noteOf(previous, 'keys.previous_made')}
          />
          <Notice kind="info" action={<Button onClick={() => ask('retire')}>{t('keys.retire')}</Button>}>
            {t(`keys.two_${word}`)}
          </Notice>
        </>
      )}
      {asking.value !== null && (
        <Confirm
          title={t(`keys.${asking.value}_${word}_title`)}
          act={t(`keys.${asking.value}`)}
          dangerous={asking.value === 'retire'}
          pending={act.pending.value}
          error={act.error.value}
          onConfirm={() => act.run()}
          onClose={() => ask(null)}
        >
          <p>{t(`keys.${asking.value}_${word}_text`)}</p>
          {asking.value === 'rotate' && (previous !== undefined || current === undefined) && (
            <p>{t('keys.rotate_third')}</p>
          )}
        </Confirm>
      )}
    </Card>
  )
}

function noteOf(key: RevealedKey['values'][number] | undefined, phrase: PhraseKey): string | undefined {
  return key?.created_at == null ? undefined : t(phrase, { date: formatDate(key.created_at) })
}

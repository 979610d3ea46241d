import { API_SCOPES, type ApiScope } from '@imbachat/protocol/http/api/api-scopes'
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { common } from '../../../../i18n/index.ts'
import { fieldText } from '../../../../i18n/refusal.ts'
import { api } from '../../../../requests/api.ts'
import { useSubmit } from '../../../../requests/submit.ts'
import { Button } from '../../../../ui/button.tsx'
import { CodeBlock } from '../../../../ui/code-block.tsx'
import { CopyButton } from '../../../../ui/copy-button.tsx'
import { SelectField, TextField } from '../../../../ui/form/field.tsx'
import { FormError, Notice } from '../../../../ui/notice.tsx'
import { t } from './api-key-phrases.ts'

const DAYS = ['30', '90', '365', 'never'] as const

/** `messages:read` as the names of phrases have it. */
const phraseOf = (scope: ApiScope) => `scope_${scope.replace(':', '_') as ScopePhrase<ApiScope>}` as const
type ScopePhrase<Scope extends string> = Scope extends `${infer Noun}:${infer Act}` ? `${Noun}_${Act}` : never

export const scopeName = (scope: ApiScope): string => t(phraseOf(scope))

interface NewApiKeyProps {
  widget_id: number
  onCreated: () => void
  onClose: () => void
}

export function NewApiKey({ widget_id, onCreated, onClose }: NewApiKeyProps) {
  const name = useSignal('')
  const days = useSignal<(typeof DAYS)[number]>('365')
  const scopes = useSignal<ReadonlySet<ApiScope>>(new Set())
  const isIncomplete = useSignal(false)
  const secret = useSignal<string | null>(null)
  const missing = useId()
  const submit = useSubmit(async () => {
    isIncomplete.value = scopes.value.size === 0
    if (isIncomplete.value) return
    const body = {
      name: name.value,
      scopes: [...scopes.value],
      days: days.value === 'never' ? null : Number(days.value),
    }
    secret.value = (await api.call('api_keys.create', { widget_id, body })).secret
    onCreated()
  })
  const error = submit.error.value
  const choose = (scope: ApiScope, isChosen: boolean) => {
    const others = [...scopes.value].filter((other) => other !== scope)
    scopes.value = new Set(isChosen ? [...others, scope] : others)
    isIncomplete.value = false
  }

  if (secret.value !== null) return <ShownOnce secret={secret.value} onClose={onClose} />
  return (
    <form class="form" onSubmit={submit.run}>
      {error?.code === 'conflict' ? (
        <Notice kind="bad" role="alert">
          {t('full')}
        </Notice>
      ) : (
        <FormError error={error} fields={['name']} />
      )}
      <div class="inline-form">
        <TextField
          label={t('name')}
          name="name"
          required
          autoFocus
          value={name.value}
          onValue={(value) => {
            name.value = value
          }}
          error={fieldText(error, 'name')}
        />
        <SelectField
          label={t('days')}
          name="days"
          value={days.value}
          options={DAYS.map((value) => ({ value, label: t(`days_${value}`) }))}
          onValue={(value) => {
            days.value = value
          }}
        />
      </div>
      <fieldset class="scopes" aria-describedby={isIncomplete.value ? missing : undefined}>
        <legend class="field-label">{t('access')}</legend>
        {API_SCOPES.map((scope) => (
          <label key={scope} class="scope">
            <input
              type="checkbox"
              name={scope}
              checked={scopes.value.has(scope)}
              onChange={(event) => choose(scope, event.currentTarget.checked)}
            />
            <span>
              <span class="scope-name">
                {scopeName(scope)} <code dir="ltr">{scope}</code>
              </span>
              <span class="field-hint">{t(`${phraseOf(scope)}_hint`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {isIncomplete.value && (
        <p class="field-error" id={missing} role="alert">
          {t('scopes_missing')}
        </p>
      )}
      <div class="row-acts">
        <Button kind="primary" type="submit" pending={submit.pending.value}>
          {t('create')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {common('act.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** A key that the server has just made, and does not show again. */
export function ShownOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Notice kind="good" role="status" title={t('once')} action={<Button onClick={onClose}>{t('done')}</Button>}>
      <div class="value">
        <output class="value-text" dir="ltr" aria-label={t('secret')}>
          {secret}
        </output>
        <CopyButton text={secret} what={t('secret')} />
      </div>
      <CodeBlock name={t('try_it')} code={curlOf(secret)} />
    </Notice>
  )
}

const curlOf = (secret: string): string => `curl ${location.origin}/v3/key -H 'Authorization: Bearer ${secret}'`

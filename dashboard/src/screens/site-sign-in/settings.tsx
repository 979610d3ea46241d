import type { SiteRole } from '@imbachat/protocol/http/account/site-sign-in'
import { useSignal } from '@preact/signals'
import { formatAgo, formatDate } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { api, type SiteSignInView } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field, SelectField } from '../../ui/form/field.tsx'
import { Segments } from '../../ui/form/segments.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed, Notice } from '../../ui/notice.tsx'
import { signInCodes } from './codes.ts'
import { t } from './phrases.ts'

const ROLES: readonly SiteRole[] = ['viewer', 'moderator', 'admin']

/** For owners: whether the site's admin may send people here, and how far they get. */
export function SiteSignInCard({ widget_id }: { widget_id: number }) {
  const loaded = useResource(widget_id, () => api.call('site_sign_in.get', { widget_id }))
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={3} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  const view = now.value.site_sign_in
  return <Settings widget_id={widget_id} view={view} onChanged={(site_sign_in) => loaded.set({ site_sign_in })} />
}

interface SettingsProps {
  widget_id: number
  view: SiteSignInView
  onChanged: (view: SiteSignInView) => void
}

function Settings({ widget_id, view, onChanged }: SettingsProps) {
  const role = useSignal<SiteRole>(view.most_role)
  const addresses = useSignal(view.back_to.join('\n'))
  const key = useSignal<string | null>(null)
  const asking = useSignal<'new_key' | 'turn_off' | null>(null)

  const body = () => ({
    most_role: role.value,
    back_to: addresses.value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  })
  async function makeKey(): Promise<void> {
    const made = await api.call('site_sign_in.turn_on', { widget_id, body: body() })
    key.value = made.key
    onChanged(made.site_sign_in)
  }
  const save = useSubmit(async () => {
    if (view.on) {
      const { site_sign_in } = await api.call('site_sign_in.change', { widget_id, body: body() })
      addresses.value = site_sign_in.back_to.join('\n')
      onChanged(site_sign_in)
    } else await makeKey()
    toast(t(view.on ? 'saved' : 'turned_on'))
  })
  const act = useSubmit(async () => {
    if (asking.value === 'new_key') await makeKey()
    else {
      key.value = null
      onChanged((await api.call('site_sign_in.turn_off', { widget_id })).site_sign_in)
      toast(t('turned_off'))
    }
    asking.value = null
  })
  const ask = (what: typeof asking.value) => {
    act.clear()
    asking.value = what
  }
  const error = save.error.value

  return (
    <Card title={t('title')} lead={t(view.on ? 'lead_on' : 'lead_off')}>
      <form class="form" onSubmit={save.run}>
        <FormError error={error} fields={['most_role', 'back_to']} />
        <SelectField
          label={t('most_role')}
          hint={t('most_role_hint')}
          name="most_role"
          value={role.value}
          options={ROLES.map((value) => ({ value, label: t(`role_${value}`) }))}
          onValue={(value) => {
            role.value = value
          }}
        />
        <Field label={t('back_to')} hint={t('back_to_hint')} error={fieldText(error, 'back_to')} name="back_to">
          {(control) => (
            <textarea
              {...control}
              class="input"
              name="back_to"
              rows={3}
              dir="ltr"
              spellcheck={false}
              autoCapitalize="none"
              value={addresses.value}
              onInput={(event) => {
                addresses.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        <div class="form-acts">
          <Button kind="primary" type="submit" pending={save.pending.value}>
            {t(view.on ? 'save' : 'turn_on')}
          </Button>
          {view.on && (
            <>
              <Button icon="rotate" onClick={() => ask('new_key')}>
                {t('new_key')}
              </Button>
              <Button kind="quiet" onClick={() => ask('turn_off')}>
                {t('turn_off')}
              </Button>
            </>
          )}
        </div>
      </form>
      {key.value !== null && (
        <Notice kind="good" role="status" title={t('key_once')}>
          <div class="value">
            <output class="value-text" dir="ltr" aria-label={t('key')}>
              {key.value}
            </output>
            <CopyButton text={key.value} what={t('key')} />
          </div>
        </Notice>
      )}
      {view.on && <Code widget_id={widget_id} view={view} />}
      {asking.value !== null && (
        <Confirm
          title={t(`${asking.value}_title`)}
          act={t(asking.value)}
          dangerous
          pending={act.pending.value}
          error={act.error.value}
          onConfirm={() => act.run()}
          onClose={() => ask(null)}
        >
          {t(`${asking.value}_text`)}
        </Confirm>
      )}
    </Card>
  )
}

function Code({ widget_id, view }: { widget_id: number; view: SiteSignInView }) {
  const chosen = useSignal<string>('php')
  const code = signInCodes.find(({ id }) => id === chosen.value) ?? signInCodes[0]
  const { action, audience, back_to, created_at, used_at } = view
  return (
    <div class="stack">
      <p class="hint">
        {[
          created_at !== null && t('key_made', { date: formatDate(created_at) }),
          used_at === null ? t('unused') : t('used', { ago: formatAgo(used_at, Date.now()) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p class="hint">{t('code_lead')}</p>
      <Segments
        label={t('title')}
        options={signInCodes.map(({ id, label }) => ({ value: id, label }))}
        value={chosen.value}
        onValue={(value) => {
          chosen.value = value
        }}
      />
      <CodeBlock name={code.fileName} code={code.code({ widget_id, action, audience, back_to: back_to[0] ?? '' })} />
    </div>
  )
}

import { useSignal } from '@preact/signals'
import { api, type WidgetView } from '../../api.ts'
import { rich, t } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/notice.tsx'

type Settings = WidgetView['settings']

const LIMITS = ['message_max_chars', 'messages_per_minute', 'users_ttl_seconds'] as const
const FIELDS = ['name', 'dialogs', 'rooms', 'theme', 'position', 'language', ...LIMITS]

export function Settings({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  const name = useSignal(widget.name)
  const settings = useSignal<Settings>(widget.settings)
  const put = (change: Partial<Settings>) => {
    settings.value = { ...settings.value, ...change }
  }
  const save = useSubmit(async () => {
    const changed = await api.changeWidget(widget.widget_id, { name: name.value, settings: settings.value })
    onChanged(changed.widget)
    name.value = changed.widget.name
    settings.value = changed.widget.settings
    toast(t('act.saved'))
  })
  const error = save.error.value
  const errorOf = (field: keyof Settings) => fieldText(error, `settings.${field}`)
  const unsaved = name.value !== widget.name || JSON.stringify(settings.value) !== JSON.stringify(widget.settings)

  return (
    <form class="stack" onSubmit={save.run}>
      <FormError error={error} fields={FIELDS.flatMap((field) => [field, `settings.${field}`])} />
      <Card title={t('settings.name_title')}>
        <TextField
          label={t('create.name')}
          hint={t('create.name_hint')}
          name="name"
          required
          value={name.value}
          onValue={(value) => {
            name.value = value
          }}
          error={fieldText(error, 'name')}
        />
      </Card>
      <Card title={t('settings.dialogs_title')}>
        <SelectField
          label={t('settings.dialogs')}
          hint={t('settings.dialogs_hint')}
          name="settings.dialogs"
          value={settings.value.dialogs}
          options={(['open', 'permitted'] as const).map((value) => ({ value, label: t(`settings.dialogs_${value}`) }))}
          onValue={(dialogs) => put({ dialogs })}
          error={errorOf('dialogs')}
        />
        <SelectField
          label={t('settings.rooms')}
          hint={t('settings.rooms_hint')}
          name="settings.rooms"
          value={settings.value.rooms}
          options={(['open', 'site'] as const).map((value) => ({ value, label: t(`settings.rooms_${value}`) }))}
          onValue={(rooms) => put({ rooms })}
          error={errorOf('rooms')}
        />
      </Card>
      <Card title={t('settings.looks_title')} lead={rich('settings.looks_lead', { call: <code>ImbaChat.load</code> })}>
        <div class="form-grid">
          <SelectField
            label={t('settings.theme')}
            hint={t('settings.theme_hint')}
            name="settings.theme"
            value={settings.value.theme}
            options={(['default', 'dark', 'auto'] as const).map((value) => ({
              value,
              label: t(`settings.theme_${value}`),
            }))}
            onValue={(theme) => put({ theme })}
            error={errorOf('theme')}
          />
          <SelectField
            label={t('settings.position')}
            hint={t('settings.position_hint')}
            name="settings.position"
            value={settings.value.position}
            options={(['right', 'left'] as const).map((value) => ({ value, label: t(`settings.position_${value}`) }))}
            onValue={(position) => put({ position })}
            error={errorOf('position')}
          />
          <SelectField
            label={t('settings.language')}
            hint={t('settings.language_hint')}
            name="settings.language"
            value={settings.value.language ?? 'browser'}
            options={[
              { value: 'browser', label: t('settings.language_auto') },
              { value: 'en', label: 'English' },
              { value: 'ru', label: 'Русский' },
            ]}
            onValue={(value) => put({ language: value === 'browser' ? null : value })}
            error={errorOf('language')}
          />
        </div>
      </Card>
      <Card title={t('settings.limits_title')} lead={t('settings.limits_lead')}>
        <div class="form-grid">
          {LIMITS.map((limit) => (
            <TextField
              key={limit}
              label={t(`settings.${limit}`)}
              hint={t(`settings.${limit}_hint`)}
              name={`settings.${limit}`}
              type="number"
              required
              value={Number.isNaN(settings.value[limit]) ? '' : String(settings.value[limit])}
              onValue={(value) => put({ [limit]: value === '' ? Number.NaN : Number(value) })}
              error={errorOf(limit)}
            />
          ))}
        </div>
      </Card>
      <div class={`save-bar ${unsaved ? 'save-bar-stuck' : ''}`}>
        <Button kind="primary" type="submit" disabled={!unsaved} pending={save.pending.value}>
          {t('act.save')}
        </Button>
        {unsaved && <span class="hint">{t('act.unsaved')}</span>}
      </div>
    </form>
  )
}

import type { BotView } from '@imbachat/protocol/http/api/api-bots'
import { BOT_RECEIVES } from '@imbachat/protocol/users/user'
import { useSignal } from '@preact/signals'
import { common } from '../../../../i18n/index.ts'
import { fieldText } from '../../../../i18n/refusal.ts'
import { api } from '../../../../requests/api.ts'
import { useSubmit } from '../../../../requests/submit.ts'
import { toast } from '../../../../toasts.ts'
import { Button } from '../../../../ui/button.tsx'
import { SelectField, TextField } from '../../../../ui/form/field.tsx'
import { FormError, Notice } from '../../../../ui/notice.tsx'
import { t } from './bot-phrases.ts'

interface BotFormProps {
  widget_id: number
  /** null: a new one */
  bot: BotView | null
  /** the new bot's key, which is shown once */
  onKey: (key: string) => void
  onSaved: () => void
  onClose: () => void
}

export function BotForm({ widget_id, bot, onKey, onSaved, onClose }: BotFormProps) {
  const name = useSignal(bot?.name ?? '')
  /** null: made of the name */
  const id = useSignal<string | null>(bot?.user_id ?? null)
  const picture = useSignal(bot?.avatar_url ?? '')
  const receives = useSignal(bot?.receives ?? 'all')
  const shownId = id.value ?? idOf(name.value)
  const save = useSubmit(async () => {
    const of = { widget_id, params: { user_id: shownId.trim() } }
    const body = { name: name.value, avatar_url: picture.value.trim() || null, receives: receives.value }
    const { created } = await api.call('widget_bots.put', { ...of, body })
    if (bot === null && created) onKey((await api.call('widget_bots.create_key', { ...of, body: {} })).key)
    else onSaved()
    toast(t(created ? 'created' : 'saved', { name: name.value }))
  })
  const error = save.error.value
  const isPerson = error?.code === 'conflict' && error.field === 'user_id'
  return (
    <form class="form" onSubmit={save.run}>
      {error?.code === 'conflict' && !isPerson ? (
        <Notice kind="bad" role="alert">
          {t('full')}
        </Notice>
      ) : (
        !isPerson && <FormError error={error} fields={['name', 'user_id', 'avatar_url']} />
      )}
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
      {bot === null && (
        <TextField
          label={t('id')}
          hint={t('id_hint')}
          name="user_id"
          required
          value={shownId}
          onValue={(value) => {
            id.value = value
          }}
          error={isPerson ? t('id_taken') : fieldText(error, 'user_id')}
        />
      )}
      <TextField
        label={t('picture')}
        name="avatar_url"
        type="url"
        optional
        placeholder="https://shop.example/helper.png"
        value={picture.value}
        onValue={(value) => {
          picture.value = value
        }}
        error={fieldText(error, 'avatar_url')}
      />
      <SelectField
        label={t('receives')}
        hint={t('receives_hint')}
        name="receives"
        value={receives.value}
        options={BOT_RECEIVES.map((value) => ({ value, label: t(`receives_${value}`) }))}
        onValue={(value) => {
          receives.value = value
        }}
      />
      <div class="row-acts">
        <Button kind="primary" type="submit" pending={save.pending.value}>
          {t(bot === null ? 'create' : 'save')}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {common('act.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** A name as an id: Latin letters and digits, or a made one where the name has none. */
function idOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
  return name.trim() === '' ? '' : plain === '' ? 'bot' : plain
}

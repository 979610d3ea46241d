import { originAllowed } from '@imbachat/protocol/page/origins'
import { untracked, useSignal, useSignalEffect } from '@preact/signals'
import { common, formatAgo } from '../../../i18n/index.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { api, type WidgetView } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { typedOrigin } from '../../../site-origin.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { FormError } from '../../../ui/notice.tsx'
import { t } from './site-phrases.ts'

/** Each change of the list is saved at once, so the shown list is the one in force. */
export function Origins({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  const typed = useSignal('')
  /** the address whose button was pressed */
  const pressed = useSignal<string | null>(null)
  const removing = useSignal<string | null>(null)
  const isAsked = useSignal(false)
  const overview = useResource(widget.widget_id, () => api.call('overview.get', { widget_id: widget.widget_id }))
  /** null: not known */
  const signs = () => (overview.now.value.state === 'ready' ? overview.now.value.value.overview.signs : null)
  const duplicate = useSignal(false)

  /** Another owner's list may be newer than the one shown: it is read again, so that no address gets lost. */
  const save = async (changed: (before: string[]) => string[]) => {
    const { widget: fresh } = await api.widget(widget.widget_id)
    const body = { origins: changed(fresh.origins), base: { origins: fresh.origins } }
    onChanged((await api.changeWidget(widget.widget_id, body)).widget)
  }
  const add = useSubmit(async () => {
    const origin = typedOrigin(typed.value)
    duplicate.value = widget.origins.includes(origin)
    if (duplicate.value) return
    await save((before) => [...before, origin])
    typed.value = ''
    toast(t('site.origin_added', { origin }))
  })
  const remove = useSubmit(async () => {
    const origin = removing.value
    if (origin === null) return
    await save((before) => before.filter((allowed) => allowed !== origin))
    isAsked.value = false
    toast(t('site.origin_removed', { origin }))
  })
  const isOnly = widget.origins.length === 1
  /** Pages of the site that loaded the chat last would lose it at once. */
  const isLive = (origin: string) => {
    const site = signs()?.script_origin ?? null
    const rest = widget.origins.filter((allowed) => allowed !== origin)
    return site !== null && originAllowed(site, widget.origins) && !originAllowed(site, rest)
  }
  useSignalEffect(() => {
    const origin = pressed.value
    // the signs are on their way
    if (origin === null || (!isOnly && overview.now.value.state === 'loading')) return
    untracked(() => {
      pressed.value = null
      remove.clear()
      removing.value = origin
      isAsked.value = isOnly || signs() === null || isLive(origin)
      if (!isAsked.value) remove.run()
    })
  })
  const loadedAt = removing.value !== null && (isOnly || isLive(removing.value)) ? (signs()?.script_at ?? null) : null

  return (
    <Card
      title={t('site.origins_title')}
      lead={t.rich('site.origins_lead', { wildcard: <code>https://*.shop.example</code> })}
    >
      {widget.origins.length === 0 && <p class="hint">{t('site.origins_empty')}</p>}
      <ul class="origins">
        {widget.origins.map((origin) => (
          <li key={origin} class="origin">
            <code dir="ltr">{origin}</code>
            <button
              class="icon-button"
              type="button"
              aria-label={common('act.remove', { what: origin })}
              aria-disabled={remove.pending.value}
              onClick={() => {
                if (!remove.pending.value) pressed.value = origin
              }}
            >
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      {!isAsked.value && <FormError error={remove.error.value} fields={[]} />}
      <form class="form form-row" onSubmit={add.run}>
        <FormError error={add.error.value} fields={['origins']} />
        <TextField
          label={t('site.origin_new')}
          name="origins"
          type="url"
          placeholder="https://shop.example"
          required
          value={typed.value}
          onValue={(value) => {
            typed.value = value
            duplicate.value = false
          }}
          error={duplicate.value ? t('site.origin_duplicate') : fieldText(add.error.value, 'origins')}
        />
        <Button type="submit" icon="plus" pending={add.pending.value}>
          {common('act.add')}
        </Button>
      </form>
      {isAsked.value && (
        <Confirm
          title={t('site.origin_question', { origin: removing.value ?? '' })}
          act={t('site.origin_remove')}
          dangerous
          pending={remove.pending.value}
          error={remove.error.value}
          onConfirm={() => remove.run()}
          onClose={() => {
            isAsked.value = false
          }}
        >
          <p>{t(isOnly ? 'site.origin_last_hint' : 'site.origin_remove_hint')}</p>
          {loadedAt !== null && <p>{t('site.origin_loaded', { time: formatAgo(loadedAt, Date.now()) })}</p>}
        </Confirm>
      )}
    </Card>
  )
}

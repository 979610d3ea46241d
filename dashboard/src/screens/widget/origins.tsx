import { useSignal } from '@preact/signals'
import { api, type WidgetView } from '../../api.ts'
import { rich, t } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { typedOrigin } from '../../site-origin.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { FormError } from '../../ui/notice.tsx'

/** The list is saved with each change: what is seen is what binds. */
export function Origins({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  const typed = useSignal('')
  const removing = useSignal<string | null>(null)
  const duplicate = useSignal(false)

  /** Another owner's list may be newer than the one shown: it is read anew, so that no address gets lost. */
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
    toast(t('site.origin_removed', { origin }))
  })

  return (
    <Card
      title={t('site.origins_title')}
      lead={rich('site.origins_lead', { wildcard: <code>https://*.shop.example</code> })}
    >
      {widget.origins.length === 0 && <p class="hint">{t('site.origins_empty')}</p>}
      <ul class="origins">
        {widget.origins.map((origin) => (
          <li key={origin} class="origin">
            <code dir="ltr">{origin}</code>
            <button
              class="icon-button"
              type="button"
              aria-label={t('act.remove', { what: origin })}
              aria-disabled={remove.pending.value}
              onClick={() => {
                if (remove.pending.value) return
                removing.value = origin
                remove.run()
              }}
            >
              <Icon name="cross" />
            </button>
          </li>
        ))}
      </ul>
      <FormError error={remove.error.value} fields={[]} />
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
          {t('act.add')}
        </Button>
      </form>
    </Card>
  )
}

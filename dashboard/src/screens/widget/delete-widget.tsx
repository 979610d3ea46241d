import { useSignal } from '@preact/signals'
import { forgetDrafts } from '../../drafts.ts'
import { formatNumber } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useActFromAddress } from '../../navigation/act-from-address.ts'
import { navigate } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import { api, type WidgetView } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { t } from './delete-widget-phrases.ts'

export function DeleteWidget({ widget }: { widget: WidgetView }) {
  const asking = useSignal(false)
  useActFromAddress({
    delete: () => {
      asking.value = true
    },
  })
  return (
    <>
      <Card
        title={t('title')}
        lead={t('lead')}
        aside={
          <Button
            kind="danger-plain"
            onClick={() => {
              asking.value = true
            }}
          >
            {t('act')}
          </Button>
        }
      />
      {asking.value && (
        <Question
          widget={widget}
          onClose={() => {
            asking.value = false
          }}
        />
      )}
    </>
  )
}

/** Lists what goes, and takes the widget's name as the confirmation. */
function Question({ widget, onClose }: { widget: WidgetView; onClose: () => void }) {
  const typed = useSignal('')
  const contents = useResource(widget.widget_id, () => api.widgetContents(widget.widget_id)).now.value
  const remove = useSubmit(async () => {
    await api.deleteWidget(widget.widget_id, typed.value)
    forgetDrafts()
    navigate(paths.widgets, { replace: true })
    toast(t('done', { name: widget.name }))
  })
  const error = remove.error.value
  return (
    <Confirm
      title={t('question', { name: widget.name })}
      act={t('act')}
      dangerous
      disabled={typed.value.trim() !== widget.name}
      pending={remove.pending.value}
      error={error}
      fields={['name']}
      onConfirm={() => remove.run()}
      onClose={onClose}
    >
      <p>{t('text')}</p>
      {contents.state === 'ready' && <Contents {...contents.value.contents} />}
      <TextField
        label={t('confirm', { name: widget.name })}
        name="name"
        required
        autoFocus
        value={typed.value}
        onValue={(value) => {
          typed.value = value
        }}
        error={fieldText(error, 'name')}
      />
    </Confirm>
  )
}

function Contents({
  users,
  rooms,
  messages,
  complete,
}: {
  users: number
  rooms: number
  messages: number
  complete: boolean
}) {
  const count = (value: number) => (complete ? formatNumber(value) : t('at_least', { count: formatNumber(value) }))
  return (
    <ul class="losses">
      <li>{t('users', { count: count(users) })}</li>
      <li>{t('rooms', { count: count(rooms) })}</li>
      <li>{t('messages', { count: count(messages) })}</li>
      <li>{t('keys')}</li>
    </ul>
  )
}

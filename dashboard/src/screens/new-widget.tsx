import { useSignal } from '@preact/signals'
import { common } from '../i18n/index.ts'
import { fieldText } from '../i18n/refusal.ts'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { api } from '../requests/api.ts'
import { useSubmit } from '../requests/submit.ts'
import { typedOrigin } from '../site-origin.ts'
import { toast } from '../toasts.ts'
import { Button, LinkButton } from '../ui/button.tsx'
import { TextField } from '../ui/form/field.tsx'
import { FormError, Notice } from '../ui/notice.tsx'
import { t } from './new-widget-phrases.ts'
import { Page } from './page.tsx'

const fields = ['name', 'origins', 'users_info_url']

export function NewWidget() {
  const name = useSignal('')
  const site = useSignal('')
  const users_info_url = useSignal('')
  const submit = useSubmit(async () => {
    const { widget } = await api.createWidget({
      name: name.value,
      origins: [typedOrigin(site.value)],
      users_info_url: users_info_url.value.trim() || null,
    })
    toast(t('done'))
    navigate(paths.widget(widget.widget_id, 'install'), { replace: true })
  })
  const error = submit.error.value

  return (
    <Page title={t('title')} lead={t('lead')} back={{ href: paths.widgets, label: common('nav.widgets') }}>
      <form class="form card card-body" onSubmit={submit.run}>
        {error?.code === 'forbidden' ? (
          <Notice kind="bad" role="alert">
            {t('too_many')}
          </Notice>
        ) : (
          <FormError error={error} fields={fields} />
        )}
        <TextField
          label={t('name')}
          hint={t('name_hint')}
          name="name"
          placeholder={t('name_example')}
          required
          autoFocus
          value={name.value}
          onValue={(value) => {
            name.value = value
          }}
          error={fieldText(error, 'name')}
        />
        <TextField
          label={t('site')}
          hint={t('site_hint')}
          name="origins"
          type="url"
          placeholder="https://shop.example"
          required
          value={site.value}
          onValue={(value) => {
            site.value = value
          }}
          error={fieldText(error, 'origins')}
        />
        <TextField
          label={t('users_info_url')}
          hint={t('users_info_url_hint')}
          optional
          name="users_info_url"
          type="url"
          placeholder="https://shop.example/api/users"
          value={users_info_url.value}
          onValue={(value) => {
            users_info_url.value = value
          }}
          error={fieldText(error, 'users_info_url')}
        />
        <div class="form-acts">
          <Button kind="primary" type="submit" pending={submit.pending.value}>
            {t('submit')}
          </Button>
          <LinkButton href={paths.widgets}>{common('act.cancel')}</LinkButton>
        </div>
      </form>
    </Page>
  )
}

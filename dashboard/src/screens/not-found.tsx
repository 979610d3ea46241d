import { t } from '../i18n/index.ts'
import { paths } from '../routes.ts'
import { LinkButton } from '../ui/button.tsx'
import { Page } from './page.tsx'

export function NotFound() {
  return (
    <Page title={t('missing.title')} lead={t('missing.lead')}>
      <div>
        <LinkButton href={paths.widgets}>{t('missing.act')}</LinkButton>
      </div>
    </Page>
  )
}

import { paths } from '../navigation/routes.ts'
import { LinkButton } from '../ui/button.tsx'
import { t } from './not-found-phrases.ts'
import { Page } from './page.tsx'

export function NotFound() {
  return (
    <Page title={t('title')} lead={t('lead')}>
      <div>
        <LinkButton href={paths.widgets}>{t('act')}</LinkButton>
      </div>
    </Page>
  )
}

import { paths } from '../routes.ts'
import { LinkButton } from '../ui/button.tsx'
import { say } from './not-found-phrases.ts'
import { Page } from './page.tsx'

export function NotFound() {
  return (
    <Page title={say('title')} lead={say('lead')}>
      <div>
        <LinkButton href={paths.widgets}>{say('act')}</LinkButton>
      </div>
    </Page>
  )
}

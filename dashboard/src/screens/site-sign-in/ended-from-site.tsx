import { Button, LinkButton } from '../../ui/button.tsx'
import { t } from './phrases.ts'

/** A person without an account has no password to type: they begin where they came from. */
export function EndedFromSite({ back_to }: { back_to: string }) {
  return (
    <>
      <p class="dialog-text">{t('ended_lead')}</p>
      <div class="form">
        <LinkButton kind="primary" href={back_to}>
          {t('back', { site: new URL(back_to).host })}
        </LinkButton>
        <Button kind="quiet" onClick={() => location.assign('/dashboard')}>
          {t('to_dashboard')}
        </Button>
      </div>
    </>
  )
}

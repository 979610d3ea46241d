import { useId } from 'preact/hooks'

import { onDemand } from '../navigation/on-demand.tsx'
import { useModal } from '../ui/hooks/use-modal.ts'
import { SignInForm } from './sign-in.tsx'
import { t } from './sign-in-phrases.ts'

const EndedFromSite = onDemand(async () => (await import('./site-sign-in/ended-from-site.tsx')).EndedFromSite)

/** The sign-in form over the page that was open when the session ended. Only signing in closes it. */
export function SessionEnded({ email, back_to }: { email: string; back_to: string | null }) {
  const dialog = useModal()
  const id = useId()
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onCancel={(event) => event.preventDefault()}>
      <div class="dialog-body">
        <h2 class="dialog-title" id={id}>
          {t('ended_title')}
        </h2>
        {back_to === null ? (
          <>
            <p class="dialog-text">{t('ended_lead')}</p>
            <SignInForm email={email} />
          </>
        ) : (
          <EndedFromSite back_to={back_to} />
        )}
      </div>
    </dialog>
  )
}

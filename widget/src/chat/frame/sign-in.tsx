import { signInAddress } from '@imbachat/protocol/page/sign-in-url'
import { useLaterContext } from '../core/view-context.ts'

/** The way to the site's sign-in, for the page around the chat; nothing if no sign-in is configured. */
export function SignIn({ quiet = false }: { quiet?: boolean }) {
  const { frame, say } = useLaterContext()
  const { pageOrigin, settings } = frame
  const url =
    signInAddress(frame.options.value?.signInUrl ?? null, pageOrigin) ?? signInAddress(settings.sign_in_url, pageOrigin)
  if (url === null) return null
  return (
    <a class={quiet ? 'text-button' : 'button primary sign-in'} href={url} target="_top">
      {say.signIn}
    </a>
  )
}

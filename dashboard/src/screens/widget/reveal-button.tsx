import { useEffect } from 'preact/hooks'
import { t } from '../../i18n/index.ts'
import { refusalText } from '../../i18n/refusal.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import type { Keys } from './keys.ts'

/** `place`: where it stands, for its words: all keys, or the one in the code. */
export function RevealButton({ keys, place }: { keys: Keys; place: 'keys' | 'install' }) {
  const error = keys.reveal.error.value
  useEffect(() => {
    if (error !== null) toast(refusalText(error), 'failed')
  }, [error])

  if (keys.shown.value !== null) {
    return (
      <Button icon="eye" onClick={keys.hide}>
        {t(`${place}.hide`)}
      </Button>
    )
  }
  return (
    <Button icon="eye" pending={keys.reveal.pending.value} onClick={keys.reveal.run}>
      {t(`${place}.show`)}
    </Button>
  )
}

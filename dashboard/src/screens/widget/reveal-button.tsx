import { useEffect } from 'preact/hooks'
import { t } from '../../i18n/index.ts'
import { refusalText } from '../../i18n/refusal.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import type { Keys } from './keys.ts'

export function RevealButton({ keys }: { keys: Keys }) {
  const error = keys.reveal.error.value
  useEffect(() => {
    if (error !== null) toast(refusalText(error), 'failed')
  }, [error])

  if (keys.shown.value !== null) {
    return (
      <Button icon="eye" onClick={keys.hide}>
        {t('keys.hide_all')}
      </Button>
    )
  }
  return (
    <Button icon="eye" pending={keys.reveal.pending.value} onClick={keys.reveal.run}>
      {t('keys.show_all')}
    </Button>
  )
}

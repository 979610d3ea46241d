import { t } from '../../i18n/index.ts'
import { useRefusalToast } from '../../refusal-toast.ts'
import { Button } from '../../ui/button.tsx'
import type { Keys } from './keys.ts'

/** `place`: where it stands, for its words: all keys, or the one in the code. */
export function RevealButton({ keys, place }: { keys: Keys; place: 'keys' | 'install' }) {
  useRefusalToast(keys.reveal.error.value)

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

import { useRefusalToast } from '../../../requests/refusal-toast.ts'
import { Button } from '../../../ui/button.tsx'
import { t } from './key-phrases.ts'
import type { KeyHandle } from './keys.ts'

/** @param named the button names its key, where the card does not */
export function RevealButton({ secret, named = false }: { secret: KeyHandle; named?: boolean }) {
  useRefusalToast(secret.reveal.error.value)
  const hidden = secret.shown.value === null
  const act = t(hidden ? 'show' : 'hide')
  const label = `${act}: ${t(secret.name)}`
  return (
    <Button
      icon="eye"
      label={label}
      pending={secret.reveal.pending.value}
      onClick={hidden ? secret.reveal.run : secret.hide}
    >
      {named ? label : act}
    </Button>
  )
}

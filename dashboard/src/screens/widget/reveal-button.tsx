import { t } from '../../i18n/index.ts'
import { useRefusalToast } from '../../refusal-toast.ts'
import { Button } from '../../ui/button.tsx'
import type { KeyHandle } from './keys.ts'

export function RevealButton({ secret }: { secret: KeyHandle }) {
  useRefusalToast(secret.reveal.error.value)
  const hidden = secret.shown.value === null
  const act = t(hidden ? 'keys.show' : 'keys.hide')
  return (
    <Button
      icon="eye"
      label={`${act}: ${t(`keys.${secret.name}`)}`}
      pending={secret.reveal.pending.value}
      onClick={hidden ? secret.reveal.run : secret.hide}
    >
      {act}
    </Button>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { copyText } from '../clipboard.ts'
import { common } from '../i18n/index.ts'
import { toast } from '../toasts.ts'
import { Button } from './button.tsx'

/** Milliseconds for which the button says that it has copied. */
const SAID_MS = 2_000

/** `what` names the thing for screen readers: "Copy DEV_ID". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const copied = useSignal(false)

  useEffect(() => {
    if (!copied.value) return
    const timer = setTimeout(() => {
      copied.value = false
    }, SAID_MS)
    return () => clearTimeout(timer)
  }, [copied.value])

  const copy = async () => {
    copied.value = await copyText(text)
    if (copied.value) toast(`${common('act.copied')}: ${what}`)
    else toast(common('act.copy_failed'), 'failed')
  }

  return (
    <Button
      kind="quiet"
      icon={copied.value ? 'check' : 'copy'}
      label={`${common('act.copy')}: ${what}`}
      onClick={() => void copy()}
    >
      {copied.value ? common('act.copied') : common('act.copy')}
    </Button>
  )
}

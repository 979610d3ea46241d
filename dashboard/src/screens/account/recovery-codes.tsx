import { download } from '../../download.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { say } from './phrases.ts'

/** Codes that are shown now and never again: to copy, to download or to print. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = codes.join('\n')
  const file = `${say('file', { host: location.host })}\n\n${text}\n`
  return (
    <div>
      <p class="field-label">{say('recovery')}</p>
      <p class="hint">{say('recovery_lead')}</p>
      <div class="value printed">
        <output class="value-text recovery-codes" dir="ltr" aria-label={say('recovery')}>
          {text}
        </output>
        <CopyButton text={text} what={say('recovery')} />
      </div>
      <div class="row-acts">
        <Button onClick={() => download('imbachat-recovery-codes.txt', 'text/plain', file)}>{say('download')}</Button>
        <Button onClick={() => print()}>{say('print')}</Button>
      </div>
    </div>
  )
}

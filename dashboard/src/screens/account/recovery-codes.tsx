import { download } from '../../requests/download.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { t } from './phrases.ts'

/** Codes that are shown now and never again: to copy, to download or to print. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = codes.join('\n')
  const file = `${t('file', { host: location.host })}\n\n${text}\n`
  return (
    <div>
      <p class="field-label">{t('recovery')}</p>
      <p class="hint">{t('recovery_lead')}</p>
      <div class="value printed">
        <output class="value-text recovery-codes" dir="ltr" aria-label={t('recovery')}>
          {text}
        </output>
        <CopyButton text={text} what={t('recovery')} />
      </div>
      <div class="row-acts">
        <Button onClick={() => download('imbachat-recovery-codes.txt', 'text/plain', file)}>{t('download')}</Button>
        <Button onClick={() => print()}>{t('print')}</Button>
      </div>
    </div>
  )
}

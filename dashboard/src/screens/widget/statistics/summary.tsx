import { formatNumber, language } from '../../../i18n/index.ts'
import { formatBytes } from '../../../ui/format-bytes.ts'
import { answeredOf, type Counts } from './counts.ts'
import { t } from './phrases.ts'

interface Props {
  now: Counts
  before: Counts
  /** users of a day, on average */
  active: { now: number; before: number }
  stored_bytes: number
}

/** The period in a few numbers, each with what it means and how it changed. */
export function Summary({ now, before, active, stored_bytes }: Props) {
  const share = (counts: Counts) => (counts.dialogs_begun === 0 ? null : answeredOf(counts) / counts.dialogs_begun)
  const [answered, answeredBefore] = [share(now), share(before)]
  return (
    <dl class="figures">
      <Figure name={t('messages')} value={now.messages} before={before.messages} hint={t('messages_hint')} />
      <Figure name={t('active_a_day')} value={active.now} before={active.before} hint={t('active_hint')} />
      <Figure name={t('new_users')} value={now.new_users} before={before.new_users} hint={t('new_users_hint')} />
      <Figure name={t('dialogs')} value={now.dialogs} before={before.dialogs} hint={t('dialogs_hint')} />
      <div>
        <dt>{t('answered')}</dt>
        <dd class="figure">
          {answered === null ? t('none') : formatShare(answered)}
          {answered !== null && answeredBefore !== null && (
            <Change change={answered - answeredBefore} text={formatPoints(answered - answeredBefore)} />
          )}
        </dd>
        <dd class="hint">{t('answered_hint')}</dd>
      </div>
      <div>
        <dt>{t('stored')}</dt>
        <dd class="figure">{formatBytes(stored_bytes)}</dd>
        <dd class="hint">{t('stored_hint', { bytes: formatBytes(now.file_bytes) })}</dd>
      </div>
    </dl>
  )
}

function Figure({ name, value, before, hint }: { name: string; value: number; before: number; hint: string }) {
  const change = before === 0 ? null : value / before - 1
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figure">
        {formatNumber(value)}
        {change !== null && <Change change={change} text={formatShare(change, 'exceptZero')} />}
      </dd>
      <dd class="hint">{hint}</dd>
    </div>
  )
}

/** More is neither good nor bad by itself: the sign says it, not a colour. */
function Change({ change, text }: { change: number; text: string }) {
  const title = t('than_before')
  return (
    <small class={`figure-change ${change === 0 ? '' : 'figure-changed'}`} title={title}>
      {text}
      <span class="visually-hidden"> {title}</span>
    </small>
  )
}

export const formatShare = (share: number, signDisplay: 'auto' | 'exceptZero' = 'auto'): string =>
  new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0, signDisplay }).format(share)

/** Percentage points: from 40 % to 50 % is 10 of them. */
const formatPoints = (change: number): string =>
  t('points', {
    points: new Intl.NumberFormat(language.value, { maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(
      change * 100,
    ),
  })

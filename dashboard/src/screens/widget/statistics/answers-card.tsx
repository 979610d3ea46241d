import { formatNumber } from '../../../i18n/index.ts'
import { Card } from '../../../ui/card.tsx'
import { answeredOf, type Counts } from './counts.ts'
import { t } from './phrases.ts'
import { formatShare } from './summary.tsx'

const WAITS = ['answered_5m', 'answered_1h', 'answered_1d', 'answered_later', 'unanswered'] as const
type Wait = (typeof WAITS)[number]

const countOf = (counts: Counts, wait: Wait): number =>
  wait === 'unanswered' ? Math.max(0, counts.dialogs_begun - answeredOf(counts)) : counts[wait]

/** For the dialogs that began in the period: how many the other user answered, and how soon. */
export function AnswersCard({ counts, before }: { counts: Counts; before: Counts }) {
  const all = counts.dialogs_begun
  const shareOf = (of: Counts, wait: Wait) =>
    of.dialogs_begun === 0 ? t('none') : formatShare(countOf(of, wait) / of.dialogs_begun)
  return (
    <Card title={t('answers')} lead={t('answers_lead')}>
      {all === 0 ? (
        <p class="hint">{t('answers_empty')}</p>
      ) : (
        <>
          <div class="answers-bar" aria-hidden="true">
            {WAITS.map((wait) => (
              <span key={wait} class={`answers-part answers-${wait}`} style={{ flexGrow: countOf(counts, wait) }} />
            ))}
          </div>
          <table class="plain-table" aria-label={t('answers')}>
            <thead>
              <tr>
                <th scope="col">{t('wait')}</th>
                <th scope="col">{t('dialogs_count')}</th>
                <th scope="col">{t('share')}</th>
                <th scope="col">{t('before')}</th>
              </tr>
            </thead>
            <tbody>
              {WAITS.map((wait) => (
                <tr key={wait}>
                  <th scope="row">
                    <span class={`answers-mark answers-${wait}`} aria-hidden="true" />
                    {t(wait)}
                  </th>
                  <td>{formatNumber(countOf(counts, wait))}</td>
                  <td>{shareOf(counts, wait)}</td>
                  <td>{shareOf(before, wait)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  )
}

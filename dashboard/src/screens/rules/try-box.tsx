import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { refusalText } from '../../i18n/refusal.ts'
import { ApiError, api, type RuleFinding } from '../../requests/api.ts'
import { Card } from '../../ui/card.tsx'
import { Field, SwitchField } from '../../ui/form/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { t } from './phrases.ts'
import type { RulesValues } from './rules-values.ts'

/** Milliseconds after the last key until the server is asked. */
const PAUSE_MS = 500

interface Tried {
  text: string
  outcome: 'sent' | 'flagged' | 'held' | 'refused'
  stored: string
  findings: RuleFinding[]
}

/** The rules' result for a text, and each rule's finding in it, while the owner types. */
export function TryBox({ widget_id, rules }: { widget_id: number; rules: RulesValues }) {
  const text = useSignal('')
  const isNew = useSignal(false)
  const tried = useSignal<Tried | null>(null)
  const failed = useSignal<string | null>(null)
  const latest = useRef(0)
  const asked = JSON.stringify([text.value, isNew.value, rules])

  useEffect(() => {
    latest.current += 1
    const mine = latest.current
    failed.value = null
    if (text.value.trim() === '') {
      tried.value = null
      return
    }
    const timer = setTimeout(() => void look(mine), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [asked])

  async function look(mine: number): Promise<void> {
    const body = { text: text.peek(), new_user: isNew.peek(), rules }
    try {
      const answer = await api.call('rules.try', { widget_id, body })
      if (mine === latest.current) tried.value = { text: body.text, ...answer }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (mine !== latest.current) return
      tried.value = null
      failed.value = refusalText(error)
    }
  }

  return (
    <Card title={t('try')} lead={t('try_lead')}>
      <Field label={t('try_text')}>
        {(control) => (
          <textarea
            {...control}
            class="input"
            rows={4}
            dir="auto"
            placeholder={t('try_placeholder')}
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value
            }}
          />
        )}
      </Field>
      <SwitchField
        label={t('try_new')}
        name="try_new"
        value={isNew.value}
        onValue={(on) => {
          isNew.value = on
        }}
      />
      <div class="rules-tried" role="status" aria-label={t('try')}>
        {failed.value !== null && <Notice kind="warning">{failed.value}</Notice>}
        {tried.value !== null && <Outcome tried={tried.value} />}
      </div>
    </Card>
  )
}

const KINDS = { sent: 'good', flagged: 'warning', held: 'warning', refused: 'bad' } as const
const CHIPS = { refuse: 'chip-bad', hold: 'chip-warning', flag: 'chip-warning', mask: '' } as const

function Outcome({ tried }: { tried: Tried }) {
  const { outcome, text, stored, findings } = tried
  const isMasked = stored !== text && outcome !== 'refused'
  return (
    <>
      <Notice kind={KINDS[outcome]}>
        {t(isMasked && outcome === 'sent' ? 'outcome_masked' : `outcome_${outcome}`)}
      </Notice>
      {isMasked && (
        <p class="rules-text" dir="auto">
          {stored}
        </p>
      )}
      {findings.length > 0 && (
        <>
          <p class="rules-text" dir="auto">
            <Marked text={text} findings={findings} />
          </p>
          <ul class="rules-findings" aria-label={t('because')}>
            {findings.map(({ source, action, list, found, start }) => (
              <li key={`${source} ${action} ${list} ${start}`}>
                {source !== 'new_user' && source !== 'same_text' && <bdi class="rules-found">{found}</bdi>}
                <span>{t(`found_${source}`, { list: list ?? '' })}</span>
                <span class={`chip ${CHIPS[action]}`}>{t(`does_${action}`)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/** The text with what rules found in it; where findings overlap, the first one is marked. */
function Marked({ text, findings }: { text: string; findings: readonly RuleFinding[] }) {
  let at = 0
  const parts = findings
    .filter(({ source }) => source !== 'new_user' && source !== 'same_text')
    .flatMap(({ start, end, action }) => {
      if (start < at) return []
      const before = text.slice(at, start)
      at = end
      return [before, <mark class={`rules-mark rules-mark-${action}`}>{text.slice(start, end)}</mark>]
    })
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}

import { useSignal } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { formatAgo } from '../../i18n/index.ts'
import { ApiError, type AuditEntryView, api, type WidgetView } from '../../requests/api.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { settingName, settingText } from './settings/setting-text.ts'
import { t } from './take-over-phrases.ts'

type Settings = WidgetView['settings']

/** Fields that a form saves. */
export interface WidgetChanges {
  name?: string
  users_info_url?: string | null
  origins?: string[]
  settings?: Partial<Settings>
}

interface Overtaken {
  changes: WidgetChanges
  fresh: WidgetView
  fields: { name: string; theirs: unknown; mine: unknown }[]
  /** null: the audit log has no entry of the change */
  entry: AuditEntryView | null
  answer(choice: 'mine' | 'theirs' | null): void
}

/** Longest text of a value in the question. */
const LONGEST = 120

/**
 * Saves a form's changes. If another person changed one of the same fields since the form was opened, nothing is lost:
 * the reader sees who did what, and decides.
 */
export function useTakeOver(widget: WidgetView): {
  /** @returns the changed widget; null: the reader continues editing */
  change(changes: WidgetChanges): Promise<WidgetView | null>
  question: ComponentChild
} {
  const overtaken = useSignal<Overtaken | null>(null)

  async function change(changes: WidgetChanges, seen = widget): Promise<WidgetView | null> {
    try {
      return (await api.changeWidget(widget.widget_id, { ...changes, base: valuesOf(seen, changes) })).widget
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'conflict') throw error
    }
    const [{ widget: fresh }, entry] = await Promise.all([api.widget(widget.widget_id), lastChange(widget.widget_id)])
    const fields = overtakenFields(seen, fresh, changes)
    const choice = await new Promise<'mine' | 'theirs' | null>((answer) => {
      overtaken.value = { changes, fresh, fields, entry, answer }
    })
    overtaken.value = null
    if (choice === null) return null
    const wanted = choice === 'mine' ? changes : without(changes, fields)
    return isNothing(wanted) ? fresh : change(wanted, fresh)
  }

  const now = overtaken.value
  return { change, question: now && <Question overtaken={now} /> }
}

function Question({ overtaken: { entry, fields, changes, answer } }: { overtaken: Overtaken }) {
  const isAll =
    fields.length === Object.keys({ ...changes, ...changes.settings }).filter((n) => n !== 'settings').length
  return (
    <Confirm
      title={t('title')}
      act={t('take')}
      pending={false}
      error={null}
      onConfirm={() => answer('mine')}
      onClose={() => answer(null)}
    >
      <p>{entry === null ? t('nobody') : t('who', { who: entry.actor, ago: formatAgo(entry.at, Date.now()) })}</p>
      <ul class="overtaken">
        {fields.map(({ name, theirs, mine }) => (
          <li key={name}>
            <strong>{settingName(name)}</strong>
            <span>{t('theirs', { value: shortText(name, theirs) })}</span>
            <span>{t('mine', { value: shortText(name, mine) })}</span>
          </li>
        ))}
      </ul>
      {!isAll && <p>{t('lead')}</p>}
      <Button onClick={() => answer('theirs')}>{t('keep')}</Button>
    </Confirm>
  )
}

function shortText(name: string, value: unknown): string {
  const text = settingText(value, name)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

/** The last change of the widget, from its log. Accounts that may change the widget may read the log, too. */
async function lastChange(widget_id: number): Promise<AuditEntryView | null> {
  const query = { action: 'widgets.change', limit: '1' }
  const answer = await api.call('audit.list', { widget_id, query }).catch(() => null)
  return answer?.entries[0] ?? null
}

/** The same fields with the values of this widget. */
function valuesOf(widget: WidgetView, changes: WidgetChanges): WidgetChanges {
  const { settings, ...fields } = changes
  const pick = (from: object, names: object) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, (from as Record<string, unknown>)[name]]))
  return { ...pick(widget, fields), ...(settings && { settings: pick(widget.settings, settings) }) }
}

function overtakenFields(before: WidgetView, now: WidgetView, changes: WidgetChanges): Overtaken['fields'] {
  const flat = ({ settings, ...fields }: WidgetChanges): Record<string, unknown> => ({ ...fields, ...settings })
  const [old, theirs, mine] = [valuesOf(before, changes), valuesOf(now, changes), changes].map(flat)
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  return Object.entries(mine ?? {})
    .filter(([name, value]) => !isSame(old?.[name], theirs?.[name]) && !isSame(theirs?.[name], value))
    .map(([name, value]) => ({ name, theirs: theirs?.[name], mine: value }))
}

function without(changes: WidgetChanges, left: Overtaken['fields']): WidgetChanges {
  const names = new Set(left.map(({ name }) => name))
  const rest = (given: object) => Object.fromEntries(Object.entries(given).filter(([name]) => !names.has(name)))
  const { settings, ...fields } = changes
  const some = settings && rest(settings)
  return { ...rest(fields), ...(some && Object.keys(some).length > 0 && { settings: some }) }
}

const isNothing = (changes: WidgetChanges) => Object.keys(changes).length === 0

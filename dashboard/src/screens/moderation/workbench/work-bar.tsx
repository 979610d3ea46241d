import { formatNumber, formatTime } from '../../../i18n/index.ts'
import type { ReportNote, ReportView } from '../../../requests/api.ts'
import { KeyButton } from '../../../ui/key-button.tsx'
import { t } from './phrases.ts'

interface WorkBarProps {
  report: ReportView
  pending: boolean
  onAssign: () => void
  onSnooze: () => void
  onNote: () => void
}

/** Shows who works on an open report and until when it is put off, with buttons that change it. */
export function WorkBar({ report, pending, onAssign, onSnooze, onNote }: WorkBarProps) {
  const { assigned, snoozed_until } = report
  return (
    <div class="report-work">
      <span class="report-work-marks">
        <WorkChips report={assigned?.mine ? { ...report, assigned: null } : report} />
      </span>
      <KeyButton keyName="I" pending={pending} onPress={onAssign}>
        {t(assigned?.mine ? 'unassign' : 'assign')}
      </KeyButton>
      <KeyButton keyName="Z" pending={pending} onPress={onSnooze}>
        {t(snoozed_until === null ? 'snooze' : 'wake')}
      </KeyButton>
      <KeyButton keyName="N" pending={pending} onPress={onNote}>
        {t('ask')}
      </KeyButton>
    </div>
  )
}

export function WorkChips({ report: { assigned, snoozed_until } }: { report: ReportView }) {
  return (
    <>
      {assigned && <span class="chip">{assigned.mine ? t('assigned_me') : t('assigned', { name: assigned.to })}</span>}
      {snoozed_until !== null && <span class="chip">{t('snoozed', { time: formatTime(snoozed_until) })}</span>}
    </>
  )
}

/** Notes of the team about the report. */
export function ReportNotes({ notes }: { notes: readonly ReportNote[] }) {
  if (notes.length === 0) return null
  return (
    <ul class="report-said" aria-label={t('notes')}>
      {notes.map(({ note_id, text, created_at, created_by }) => (
        <li key={note_id}>
          <span class="chip">{t('ask')}</span>{' '}
          <span class="hint">{t('by', { name: created_by, time: formatTime(created_at) })}</span>
          <p class="report-comment" dir="auto">
            {text}
          </p>
        </li>
      ))}
    </ul>
  )
}

interface AllOfAuthorProps {
  count: number
  chosen: boolean
  onChoose: () => void
}

/** The next decision is about everything that is open about the author. */
export function AllOfAuthor({ count, chosen, onChoose }: AllOfAuthorProps) {
  if (count < 2) return null
  return (
    <label class={`report-all ${chosen ? 'report-all-on' : ''}`}>
      <input type="checkbox" checked={chosen} aria-keyshortcuts="E" onChange={onChoose} />
      <span>{t('all', { count: formatNumber(count) })}</span>
      <span class="key" aria-hidden="true">
        E
      </span>
    </label>
  )
}

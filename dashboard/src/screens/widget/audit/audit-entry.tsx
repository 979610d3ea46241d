import type { AuditEntryView } from '../../../api.ts'
import { formatTime, isPhraseKey, t } from '../../../i18n/index.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { outcomeUnknown, settingName, settingText } from '../settings/setting-text.ts'
import { say, sayAct } from './words.ts'

/** One line of the log: who, what, on what; then what changed. All of it is text. */
export function AuditEntry({ entry }: { entry: AuditEntryView }) {
  const { at, actor, account_id, action, target, details, address } = entry
  const who = account_id === null ? say('command_line') : actor
  return (
    <li class="row">
      <Avatar name={who} url={null} />
      <div class="row-words">
        <span class="row-title">
          {sayAct(action)}
          {target !== null && (
            <>
              {': '}
              <bdi>{targetText(target)}</bdi>
            </>
          )}
        </span>
        <Changes details={details} />
        <span class="row-note">
          <bdi>{who}</bdi>
          {address !== null && ` · ${say('where', { address })}`}
        </span>
      </div>
      <time class="row-note" dateTime={new Date(at).toISOString()}>
        {formatTime(at)}
      </time>
    </li>
  )
}

function Changes({ details }: Pick<AuditEntryView, 'details'>) {
  if (details === null) return null
  const { changes, ...facts } = details
  const changed = typeof changes === 'object' && changes !== null ? Object.entries(changes) : []
  if (changed.length === 0 && Object.keys(facts).length === 0) return null
  return (
    <ul class="changes">
      {changed.map(([name, change]) => (
        <li key={name}>
          {settingName(name)}: {changeText(change)}
        </li>
      ))}
      {Object.entries(facts).map(([name, value]) => (
        <li key={name}>
          {settingName(name)}: {name === 'outcome' && value === 'unknown' ? outcomeUnknown() : settingText(value)}
        </li>
      ))}
    </ul>
  )
}

/** Names of keys are in the catalog; all else is what people named. */
const targetText = (target: string): string => {
  const key = `keys.${target}`
  return isPhraseKey(key) ? t(key) : target
}

function changeText(change: unknown): string {
  if (typeof change !== 'object' || change === null || !('to' in change)) return say('changed')
  const from = 'from' in change ? change.from : null
  return `${settingText(from)} → ${settingText(change.to)}`
}

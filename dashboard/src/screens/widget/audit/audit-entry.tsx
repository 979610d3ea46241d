import { formatTime } from '../../../i18n/index.ts'
import type { AuditEntryView } from '../../../requests/api.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { t as tKey } from '../keys/key-phrases.ts'
import { changeLines, factLines } from './fact-words.ts'
import { actText, t } from './phrases.ts'

/** One line of the log: who, what, on what; then what changed. All of it is text. */
export function AuditEntry({ entry }: { entry: AuditEntryView }) {
  const { at, actor, account_id, action, target, details, address } = entry
  const who = account_id === null ? t('command_line') : actor
  return (
    <li class="row">
      <Avatar name={who} url={null} />
      <div class="row-words">
        <span class="row-title">
          {actText(action)}
          {target !== null && (
            <>
              {': '}
              <bdi title={target}>{targetText(target)}</bdi>
            </>
          )}
        </span>
        <Changes details={details} />
        <span class="row-note">
          <bdi>{who}</bdi>
          {address !== null && ` · ${t('where', { address })}`}
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
  const isRecord = (it: unknown): it is Record<string, unknown> => typeof it === 'object' && it !== null
  const lines = [...(isRecord(changes) ? changeLines(changes, t('changed')) : []), ...factLines(facts)]
  if (lines.length === 0) return null
  return (
    <ul class="changes">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

/** The number of a report or a broadcast: its beginning tells it from others. */
const LONG_ID = /^[0-9a-f]{8}(?=-[0-9a-f]{4}-)/

/** Names of keys are in the catalog; all else is what people named. */
const targetText = (target: string): string => {
  return tKey.has(target) ? tKey(target) : (LONG_ID.exec(target)?.[0] ?? target)
}

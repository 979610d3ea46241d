import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { formatTime } from '../../i18n/index.ts'
import { query, setQuery } from '../../navigation/router.ts'
import { usePaged } from '../../requests/paged.ts'
import { Card } from '../card.tsx'
import { SelectField } from '../form/field.tsx'
import { Loading } from '../loading.tsx'
import { LoadFailed } from '../notice.tsx'
import { More } from '../search/more.tsx'
import { t } from './phrases.ts'

interface Page<Entry> {
  entries: Entry[]
  complete: boolean
  next: string | null
}

/** The text of an entry. */
export interface EntryText {
  head: string
  /** words of a user or of the team; empty: none */
  words?: string
  /** more of it, as the entry's own part */
  more?: ComponentChildren
  link?: { text: string; href: string } | null
}

interface TimelineProps<Kind extends string, Entry> {
  /** names the person or room; when it changes, the timeline is read from its start */
  scope: string
  lead: string
  /** the first one is everything */
  kinds: readonly [Kind, ...Kind[]]
  kindText: (kind: Kind) => string
  /** it is read again when this is another object */
  changed: object
  ask: (kind: Kind, cursor: string | null) => Promise<Page<Entry>>
  textOf: (entry: Entry) => EntryText
}

/** Events, the newest first, by page. The shown kind is in the address. */
export function Timeline<Kind extends string, Entry extends { id: string; at: number; kind: string }>({
  scope,
  lead,
  kinds,
  kindText,
  changed,
  ask,
  textOf,
}: TimelineProps<Kind, Entry>) {
  const named = query.value.get('kind')
  const kind = kinds.find((one) => one === named) ?? kinds[0]
  const list = usePaged(
    `${scope} ${kind}`,
    (cursor) => ask(kind, cursor),
    (shown, page) => ({
      ...page,
      entries: [...shown.entries, ...page.entries],
      complete: shown.complete && page.complete,
    }),
    'timeline',
  )
  const seen = useRef(changed)
  useEffect(() => {
    if (seen.current !== changed) void list.look()
    seen.current = changed
  }, [changed])
  const now = list.now.value
  return (
    <Card title={t('title')} lead={lead}>
      <SelectField
        label={t('filter')}
        name="kind"
        value={kind}
        options={kinds.map((value) => ({ value, label: kindText(value) }))}
        onValue={(chosen) => setQuery({ kind: chosen === kinds[0] ? null : chosen })}
      />
      {now.state === 'loading' && <Loading lines={6} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {now.state === 'ready' && now.value.entries.length === 0 && <p class="hint">{t('none')}</p>}
      {now.state === 'ready' && now.value.entries.length > 0 && (
        <ol class="timeline">
          {now.value.entries.map((entry) => (
            <Entry key={entry.id} kind={entry.kind} at={entry.at} {...textOf(entry)} />
          ))}
        </ol>
      )}
      {now.state === 'ready' && !now.value.complete && <p class="hint">{t('incomplete')}</p>}
      <More list={list} />
    </Card>
  )
}

function Entry({ kind, at, head, words = '', more, link }: EntryText & { kind: string; at: number }) {
  return (
    <li class={`timeline-entry timeline-${kind}`}>
      <p class="timeline-head">
        <bdi>{head}</bdi>
        <time class="hint" dateTime={new Date(at).toISOString()}>
          {formatTime(at)}
        </time>
      </p>
      {words !== '' && (
        <p class="report-text" dir="auto">
          {words}
        </p>
      )}
      {more}
      {link && <a href={link.href}>{link.text}</a>}
    </li>
  )
}

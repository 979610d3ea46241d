import type { MessageHit, MessageQuery } from '@imbachat/sdk/message-search'
import { computed, effect, useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { useLayer } from '../core/layers/use-layer.ts'
import { authorName } from '../core/names/author-name.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Calendar, JumpToDate } from './calendar.tsx'
import { markWords, unmarkWords } from './mark-words.ts'
import { createMessageSearch } from './message-search.ts'
import { dayOf, plusDays, startOf } from './month-grid.ts'

/** A count that stands for more. */
const MOST_COUNTED = 1_000

/** Hits before the end of the loaded ones at which the next page is loaded. */
const AHEAD = 5

// The browser's own search would find only what is drawn. Not in the first view: this script comes soon after it.
document.addEventListener('keydown', (event) => {
  const button = document.querySelector<HTMLElement>('.room .window-header button:has(.icon-search)')
  if (event.code !== 'KeyF' || !(event.ctrlKey || event.metaKey) || !button) return
  event.preventDefault()
  button.click()
})

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  close: () => void
}

/** Finds messages of the open conversation, and goes from one to the next. */
export function RoomSearch({ chat, roomModel, close }: Props) {
  const { phrases, say } = useLaterContext()
  const bar = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const text = useSignal('')
  const filters = useSignal<SearchFilters>({})
  const filtersShown = useSignal(false)
  const at = useSignal(0)
  const search = useMemo(() => {
    const query = computed<MessageQuery>(() => ({ text: text.value, room_id: roomModel.room_id, ...filters.value }))
    return createMessageSearch(chat.client, query)
  }, [])
  const hits = search.hits.value
  const current = hits[at.value]
  useLayer(close)
  const log = () => bar.current?.parentElement?.querySelector('.log') ?? null

  useLayoutEffect(() => {
    const from = document.activeElement as HTMLElement | null
    input.current?.focus()
    return () => {
      search.end()
      unmarkWords()
      if (from?.isConnected && from !== document.body) from.focus({ preventScroll: true })
      else roomModel.composer.focus()
    }
  }, [])

  // another query begins at its newest hit
  useEffect(() => {
    let newest: MessageHit | undefined
    return effect(() => {
      const [first] = search.hits.value
      if (first !== newest) at.value = 0
      newest = first
    })
  }, [])
  // a message that is shown takes the focus, and the user goes on typing
  const keepFocus = () => requestAnimationFrame(() => input.current?.focus({ preventScroll: true }))
  const seq = current?.message.seq
  useEffect(() => {
    if (seq !== undefined) void roomModel.revealMessage(seq).then(keepFocus)
  }, [seq])

  const drawn = roomModel.log.value
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const element = log()
      if (element) markWords(element, hits, current)
    })
    return () => cancelAnimationFrame(frame)
  }, [drawn, hits, current])

  async function step(by: number): Promise<void> {
    const to = at.peek() + by
    const loading = to >= hits.length - AHEAD && search.loadMore()
    if (to >= hits.length) await loading
    if (to >= 0 && to < search.hits.peek().length) at.value = to
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { key, target } = event
    const typing = target === input.current
    if (key === 'Escape') close()
    else if (typing && (key === 'ArrowUp' || (key === 'Enter' && !event.shiftKey))) void step(1)
    else if (typing && (key === 'ArrowDown' || key === 'Enter')) void step(-1)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const count = search.count.value ?? hits.length
  const total = count >= MOST_COUNTED ? `${MOST_COUNTED}+` : String(Math.max(count, hits.length))
  const nothing = search.wanted.value !== null && search.answered.value && hits.length === 0

  return (
    <search class="room-search" ref={bar} onKeyDown={onKeyDown}>
      <div class="room-search-line">
        <div class="search">
          <Icon name="search" />
          <input
            ref={input}
            type="search"
            aria-label={say.searchMessages}
            placeholder={say.searchMessages}
            value={text.value}
            autoComplete="off"
            enterkeyhint="search"
            maxLength={200}
            onInput={(event) => {
              text.value = event.currentTarget.value
            }}
          />
        </div>
        <span class={search.problem.value ? 'room-search-count failed' : 'room-search-count'} role="status">
          {search.problem.value
            ? say.errors[search.problem.value]
            : nothing
              ? say.nothingFound
              : hits.length > 0 && phrases.fill(say.hitOf, { number: at.value + 1, total })}
        </span>
        <button
          type="button"
          class="icon-button"
          aria-label={say.olderHit}
          disabled={at.value + 1 >= hits.length && !search.more()}
          onClick={() => void step(1)}
        >
          <LaterIcon name="up" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={say.newerHit}
          disabled={at.value === 0}
          onClick={() => void step(-1)}
        >
          <LaterIcon name="down" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={say.filters}
          aria-expanded={filtersShown.value}
          onClick={() => {
            filtersShown.value = !filtersShown.peek()
          }}
        >
          <LaterIcon name="filter" />
        </button>
        <button type="button" class="icon-button" aria-label={say.closeSearch} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {filtersShown.value && (
        <Filters
          chat={chat}
          roomModel={roomModel}
          filters={filters.value}
          change={(changed) => {
            filters.value = changed
          }}
        />
      )}
    </search>
  )
}

type SearchFilters = Pick<MessageQuery, 'from_user' | 'has' | 'after' | 'before'>

interface FiltersProps {
  chat: ChatModel
  roomModel: RoomModel
  filters: SearchFilters
  change: (filters: SearchFilters) => void
}

function Filters({ chat, roomModel, filters, change }: FiltersProps) {
  const { phrases, say, times } = useLaterContext()
  const asked = useSignal<'after' | 'before' | 'jump' | null>(null)
  const now = Date.now()
  // a range ends with its last day
  const lastDay = filters.before === undefined ? undefined : filters.before - 1
  const me = roomModel.me.value
  const { peer } = roomModel.room.value
  const others = peer ? [peer.user_id] : authorsIn(roomModel)
  const kinds = [
    ['link', say.withLinks],
    ['image', say.withPictures],
    ['file', say.withFiles],
  ] as const
  return (
    <div class="room-search-filters">
      <select
        class="chip"
        aria-label={say.from}
        value={filters.from_user ?? ''}
        onChange={({ currentTarget }) => change({ ...filters, from_user: currentTarget.value || undefined })}
      >
        <option value="">{say.fromAnyone}</option>
        {me && <option value={me.user_id}>{say.you}</option>}
        {others
          .filter((id) => id !== me?.user_id)
          .map((id) => (
            <option key={id} value={id}>
              {authorName(roomModel, id)}
            </option>
          ))}
      </select>
      {kinds.map(([has, name]) => (
        <button
          key={has}
          type="button"
          class="chip"
          aria-pressed={filters.has === has}
          onClick={() => change({ ...filters, has: filters.has === has ? undefined : has })}
        >
          {name}
        </button>
      ))}
      <DateChip
        name={
          filters.after === undefined
            ? say.sinceDate
            : phrases.fill(say.sinceDay, { date: times.day(filters.after, now) })
        }
        on={filters.after !== undefined}
        ask={() => (asked.value = 'after')}
      />
      <DateChip
        name={lastDay === undefined ? say.untilDate : phrases.fill(say.untilDay, { date: times.day(lastDay, now) })}
        on={lastDay !== undefined}
        ask={() => (asked.value = 'before')}
      />
      <DateChip name={say.jumpToDate} ask={() => (asked.value = 'jump')} />
      {asked.value === 'jump' && (
        <JumpToDate
          chat={chat}
          roomModel={roomModel}
          at={shownDay(roomModel) ?? now}
          close={() => (asked.value = null)}
        />
      )}
      {asked.value === 'after' && (
        <Calendar
          chat={chat}
          room_id={roomModel.room_id}
          title={say.sinceDate}
          at={filters.after ?? now}
          chosen={filters.after ?? null}
          choose={(day) => change({ ...filters, after: day ?? undefined })}
          mayClear
          close={() => (asked.value = null)}
        />
      )}
      {asked.value === 'before' && (
        <Calendar
          chat={chat}
          room_id={roomModel.room_id}
          title={say.untilDate}
          at={lastDay ?? now}
          chosen={lastDay ?? null}
          choose={(day) => change({ ...filters, before: day === null ? undefined : startOf(plusDays(dayOf(day), 1)) })}
          mayClear
          close={() => (asked.value = null)}
        />
      )}
    </div>
  )
}

/** Ids of the users who wrote what is drawn. */
const authorsIn = (roomModel: RoomModel): string[] => [
  ...new Set(roomModel.log.value.flatMap(({ items }) => items.map(({ authorId }) => authorId))),
]

const shownDay = (roomModel: RoomModel): number | undefined => roomModel.log.peek().at(-1)?.at

/** Opens a calendar; `on`: a day is chosen. */
function DateChip({ name, on, ask }: { name: string; on?: boolean; ask: () => void }) {
  return (
    <button type="button" class="chip" aria-haspopup="dialog" aria-pressed={on} onClick={ask}>
      {name}
    </button>
  )
}

import type { RoomFilter } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ChatModel, ListPart } from '../frame/chat-model.ts'
import { ownNames } from '../profiles/own-names.ts'
import { useListContext } from './list-context.ts'
import { createListPart, partOfName } from './list-part.ts'

const PARTS = ['all', 'unread', 'requests', 'archive'] as const satisfies readonly RoomFilter[]

/** With at most this many rooms, an empty archive and all rooms shown, the list has no tabs: it is clear without. */
const FEW_ROOMS = 10

/** Chooses which conversations the list shows. The server selects them; numbers count over the whole list. */
export function ListParts({ chat }: { chat: ChatModel }) {
  const { phrases, say } = useListContext()
  const tabs = useRef<HTMLDivElement>(null)
  const { rooms, unreadRooms, requests, archivedRooms } = chat.list.value
  const shown = chat.part.value?.filter ?? 'all'
  const online = chat.connection.value.kind === 'online'
  const names = { all: say.partAll, unread: say.partUnread, requests: say.partRequests, archive: say.partArchive }
  const own = ownNames(chat)
  /** whose conversations are shown; '': all */
  const name = useSignal('')
  const isWanted = shown !== 'all' || archivedRooms > 0 || rooms.length > FEW_ROOMS
  const counts = { all: 0, unread: unreadRooms, requests, archive: archivedRooms }

  useEffect(() => {
    // after a reconnect the part may have changed
    if (shown !== 'all' && online) void choose(shown)
  }, [online])

  useEffect(() => {
    const panel = isWanted ? document.getElementById('list') : null
    panel?.setAttribute('role', 'tabpanel')
    panel?.setAttribute('aria-labelledby', `part-${shown}`)
    tabs.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    return () => {
      panel?.removeAttribute('role')
      panel?.removeAttribute('aria-labelledby')
    }
  }, [shown, isWanted])

  function choose(filter: RoomFilter): Promise<void> | undefined {
    chat.listProblem.value = null
    const ofAll: ListPart | null = filter === 'all' ? null : createListPart(chat, filter)
    const part = name.peek() === '' ? ofAll : partOfName(chat, name.peek(), ofAll)
    chat.part.value = part
    return ofAll?.more()
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    const step = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[event.key] ?? 0
    const ends: Record<string, number> = { Home: 0, End: PARTS.length - 1 }
    const to = step === 0 ? ends[event.key] : (PARTS.indexOf(shown) + step + PARTS.length) % PARTS.length
    const filter = to === undefined ? undefined : PARTS[to]
    if (!filter) return
    event.preventDefault()
    void choose(filter)
    document.getElementById(`part-${filter}`)?.focus()
  }

  const ofNames = own.length > 1 && (
    <select
      class="own-names"
      aria-label={say.own.profiles.ownNames}
      value={name.value}
      onChange={({ currentTarget }) => {
        name.value = currentTarget.value
        void choose(shown)
      }}
    >
      <option value="">{say.own.profiles.allNames}</option>
      {own.map(({ user_id, name }) => (
        <option key={user_id} value={user_id}>
          {name}
        </option>
      ))}
    </select>
  )
  if (!isWanted) return ofNames || null
  return (
    <>
      {ofNames}
      <div class="parts" role="tablist" aria-label={say.parts} tabIndex={-1} ref={tabs} onKeyDown={onKeyDown}>
        {PARTS.map((filter) => (
          <button
            key={filter}
            type="button"
            role="tab"
            id={`part-${filter}`}
            aria-controls="list"
            aria-selected={filter === shown}
            tabIndex={filter === shown ? 0 : -1}
            onClick={() => void choose(filter)}
          >
            {names[filter]}
            {counts[filter] > 0 && (
              <span class="parts-count">
                <bdi aria-hidden="true">{counts[filter] > 999 ? '999+' : counts[filter]}</bdi>
                <span class="sr-only">, {phrases.fill(say.partCount, { count: counts[filter] })}</span>
              </span>
            )}
          </button>
        ))}
      </div>
    </>
  )
}

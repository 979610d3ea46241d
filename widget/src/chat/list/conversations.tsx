import { useSignal } from '@preact/signals'
import { Later, Quiet } from '../bundles/views.ts'
import { useViewContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { ConnectionLine, useConnectionText } from '../frame/connection-banner.tsx'
import { WindowHeader } from '../frame/window-header.tsx'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { ConversationRow } from './conversation-row.tsx'
import { moveFocus } from './list-keys.ts'
import type { RoomRow } from './room-row.ts'
import { Skeletons } from './skeletons.tsx'

/** Pixels from the end of the list at which the next page is loaded. */
const LOAD_AHEAD = 400
/** A list with at least this many rows draws only the visible ones. */
const MANY_ROWS = 100

export function Conversations({ chat, hidden }: { chat: ChatModel; hidden: boolean }) {
  const { frame, say } = useViewContext()
  const connection = useConnectionText()
  const tabbable = useSignal<number | null>(null)
  const rows = chat.rows.value
  const query = chat.query.value.trim()
  const searchesPeople = query.length > 1
  const selected = chat.selectedRoomId.value
  const tabStop = [tabbable.value, selected].find((id) => rows.some((row) => row.room_id === id)) ?? rows[0]?.room_id

  const draw = (row: RoomRow) => (
    <ConversationRow
      key={row.room_id}
      row={row}
      selected={row.room_id === selected}
      tabbable={row.room_id === tabStop}
      open={chat.open}
    />
  )

  function onScroll({ currentTarget: list }: { currentTarget: HTMLElement }) {
    if (list.scrollHeight - list.scrollTop - list.clientHeight < LOAD_AHEAD) void chat.loadMore()
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    const next = moveFocus(event)
    if (next) tabbable.value = Number(next.dataset.room)
  }

  return (
    <section class="conversations" aria-label={say.conversations} inert={hidden}>
      <WindowHeader>
        <h1>
          {frame.options.value?.brand?.title ?? say.conversations}
          {connection && <ConnectionLine text={connection} />}
        </h1>
        <Quiet.ListActions chat={chat} />
      </WindowHeader>
      <Search chat={chat} />
      <Quiet.ListParts chat={chat} />
      <div class="list" id="list" onScroll={onScroll}>
        {chat.lost.value.length > 0 && <Later.LostMessages chat={chat} />}
        {!chat.list.value.loaded && <Skeletons />}
        {chat.list.value.loaded && rows.length === 0 && !searchesPeople && !chat.searching.value && (
          <Later.EmptyList part={chat.part.value} searching={query !== ''} />
        )}
        <ul
          // biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets
          role="list"
          aria-label={say.conversations}
          onKeyDown={onKeyDown}
        >
          {rows.length > MANY_ROWS ? <Quiet.LongList rows={rows} tabStop={tabStop} draw={draw} /> : rows.map(draw)}
        </ul>
        {searchesPeople && <Later.Finding chat={chat} />}
        {chat.listProblem.value && <Problem text={say.couldNotLoad} retry={() => void chat.loadMore()} />}
      </div>
    </section>
  )
}

function Search({ chat }: { chat: ChatModel }) {
  const { say } = useViewContext()
  const set = (query: string) => {
    chat.query.value = query
  }
  return (
    <search class="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={say.search}
        placeholder={say.search}
        value={chat.query.value}
        autoComplete="off"
        enterkeyhint="search"
        onInput={(event) => set(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || chat.query.value === '') return
          event.stopPropagation()
          set('')
        }}
      />
    </search>
  )
}

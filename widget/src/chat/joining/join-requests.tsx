import type { JoinRequest, RoomSummary } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { nameOf } from '../core/names/names.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { useGroupsContext } from '../groups/groups-context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { createJoinRequests } from './join-requests-model.ts'

/** Pixels from the end of the list at which the next page is loaded. */
const LOAD_AHEAD = 400

/** The bar above the messages that shows managers the requests to join. */
export function JoinRequestsBar({ chat, room }: { chat: ChatModel; room: RoomSummary }) {
  const { phrases, say } = useGroupsContext()
  const open = useSignal(false)
  const bar = useRef<HTMLButtonElement>(null)
  function close() {
    open.value = false
    // the bar, which had the focus before, has gone with the last request
    if (!bar.current) document.querySelector<HTMLElement>('.chat')?.focus()
  }
  return (
    <>
      {room.join_requests > 0 && (
        <button
          type="button"
          class="context asks-bar"
          aria-haspopup="dialog"
          ref={bar}
          onClick={() => (open.value = true)}
        >
          <LaterIcon name="people" />
          <span class="context-title">{phrases.fill(say.joinRequestCount, { count: room.join_requests })}</span>
        </button>
      )}
      {open.value && <JoinRequests chat={chat} room={room} close={close} />}
    </>
  )
}

/** The users who ask to join, for managers. */
export function JoinRequests({ chat, room, close }: { chat: ChatModel; room: RoomSummary; close: () => void }) {
  const { phrases, say } = useGroupsContext()
  const model = useMemo(() => createJoinRequests(groupActs(chat.client), room.room_id), [])
  const all = useSignal(false)
  const body = useRef<HTMLDivElement>(null)
  const { requests, loaded } = model.state.value

  // another manager answered, or somebody else asks
  useEffect(() => void model.refresh(), [room.join_requests])

  async function answer(accept: boolean, user: JoinRequest['user'] | null): Promise<void> {
    all.value = false
    const focused = document.activeElement
    await model.answer(accept, user?.user_id ?? null)
    // the row has gone with the focus
    if (focused instanceof HTMLElement && !focused.isConnected) {
      body.current?.querySelector<HTMLElement>('.button, .text-button')?.focus()
    }
  }

  function onScroll({ currentTarget: box }: { currentTarget: HTMLElement }) {
    if (box.scrollHeight - box.scrollTop - box.clientHeight < LOAD_AHEAD) void model.loadMore()
  }

  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <LaterIcon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.joinRequests} head={closeButton} close={close}>
      {model.problem.value && <Problem text={say.errors[model.problem.value]} retry={() => void model.refresh()} />}
      <div class="sheet-list" ref={body} onScroll={onScroll}>
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.joinRequests}>
          {requests.map((request) => (
            <Asking
              key={request.user.user_id}
              request={request}
              busy={model.busy.value}
              full={model.full.value.has(request.user.user_id)}
              answer={(accept) => void answer(accept, request.user)}
            />
          ))}
        </ul>
        {model.busy.value && <Loading />}
        {loaded && requests.length === 0 && !model.busy.value && <p class="sheet-note">{say.noJoinRequests}</p>}
      </div>
      {requests.length > 1 && (
        <div class="sheet-buttons sheet-foot">
          {all.value ? (
            <>
              <button type="button" class="button" onClick={() => (all.value = false)}>
                {say.cancel}
              </button>
              <button
                type="button"
                class="button primary"
                disabled={model.busy.value}
                onClick={() => void answer(true, null)}
              >
                {phrases.fill(say.acceptAllQuestion, { count: Math.max(room.join_requests, requests.length) })}
              </button>
            </>
          ) : (
            <button type="button" class="button primary" disabled={model.busy.value} onClick={() => (all.value = true)}>
              {say.acceptAll}
            </button>
          )}
        </div>
      )}
    </Sheet>
  )
}

function Asking(props: { request: JoinRequest; busy: boolean; full: boolean; answer: (accept: boolean) => void }) {
  const { phrases, say, times, frame } = useGroupsContext()
  const { user, note, asked_at } = props.request
  return (
    <li class="asking">
      <Avatar name={nameOf(user)} url={user.avatar_url} colourId={user.user_id} />
      <div class="asking-body">
        <p class="asking-name">
          <bdi>{nameOf(user)}</bdi>
          <time dateTime={new Date(asked_at).toISOString()} title={times.full(asked_at)}>
            {times.short(asked_at, frame.now.value)}
          </time>
        </p>
        {note && (
          <p class="asking-note" dir="auto">
            {note}
          </p>
        )}
        {props.full && <Problem text={say.asksFull} />}
        <div class="asking-buttons">
          <button
            type="button"
            class="button primary"
            aria-label={phrases.fill(say.acceptPerson, { name: user.name })}
            disabled={props.busy}
            onClick={() => props.answer(true)}
          >
            {say.accept}
          </button>
          <button
            type="button"
            class="button"
            aria-label={phrases.fill(say.declinePerson, { name: user.name })}
            disabled={props.busy}
            onClick={() => props.answer(false)}
          >
            {say.decline}
          </button>
        </div>
      </div>
    </li>
  )
}

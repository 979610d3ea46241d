import { matchesWords } from '@imbachat/protocol/text/matches-words'
import { isVisible } from '@imbachat/protocol/text/visible-text'
import type { Message, RoomSummary } from '@imbachat/sdk'
import { messageActs } from '@imbachat/sdk/message-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { authorName } from '../core/names/author-name.ts'
import { roomName } from '../core/names/names.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { showsTouchKeyboard } from '../frame/screen.ts'
import { EmptyList } from '../list/empty-list.tsx'
import type { RoomModel } from '../room/room-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { toast } from '../ui/toast-model.ts'
import { useMessagesContext } from './messages-context.ts'

/** Conversations to which messages go at once. */
const MOST_TARGETS = 20
/** Milliseconds that a query rests before the server is asked. */
const TYPING_PAUSE = 250

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  messages: readonly Message[]
  done?: () => void
  close: () => void
}

/** Chooses the conversations to forward messages to: recent ones first, with a search and a comment. */
export function ForwardSheet({ chat, roomModel, messages, done, close }: Props) {
  const { phrases, say } = useMessagesContext()
  const query = useSignal('')
  const comment = useSignal('')
  const chosen = useSignal<ReadonlySet<number>>(new Set())
  const failed = useSignal(false)
  const searching = useSignal(false)
  const wanted = query.value.trim()

  useEffect(() => {
    if (wanted === '') return
    searching.value = true
    const find = () => chat.client.rooms.search(wanted).then(ignore, ignore)
    const timer = setTimeout(() => void find().then(() => (searching.value = false)), TYPING_PAUSE)
    return () => clearTimeout(timer)
  }, [wanted])

  const placeOf = ({ peer, ...room }: RoomSummary) =>
    roomName({ ...room, peer: peer && (chat.users.value.get(peer.user_id) ?? peer) })
  const { rooms, archived } = chat.list.value
  const open = [...rooms, ...archived].filter((room) => room.write_block === null && room.state === 'joined')
  const recent = open.toSorted((a, b) => b.active_at - a.active_at)
  const shown = wanted
    ? recent.filter((room) => matchesWords(`${placeOf(room)} ${room.context?.title ?? ''}`, wanted))
    : recent
  const count = chosen.value.size

  function choose(room_id: number, on: boolean): void {
    const next = new Set(chosen.peek())
    if (on) next.add(room_id)
    else next.delete(room_id)
    chosen.value = next
  }

  async function send(event: Event): Promise<void> {
    event.preventDefault()
    const acts = messageActs(chat.client)
    const targets = [...chosen.peek()]
    const words = comment.peek().trim()
    try {
      for (const room_id of targets) {
        if (isVisible(words)) await chat.client.internals().outbox?.add(room_id, words, null)
        await acts.forward(messages, roomModel.room_id, room_id, (id) => authorName(roomModel, id))
      }
    } catch {
      // the browser could not keep it
      failed.value = true
      return
    }
    close()
    done?.()
    const [only] = open.filter((room) => room.room_id === targets[0])
    toast.value = {
      text:
        targets.length === 1 && only
          ? phrases.fill(say.forwardedTo, { name: placeOf(only) })
          : phrases.fill(say.forwardedToMany, { count: targets.length }),
    }
  }

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={phrases.fill(say.forwardCount, { count: messages.length })} lead={back} close={close}>
      <form class="group-form" onSubmit={(event) => void send(event)}>
        <search class="search">
          <Icon name="search" />
          <input
            type="search"
            data-first={!showsTouchKeyboard() || undefined}
            aria-label={say.forwardSearch}
            placeholder={say.forwardSearch}
            value={query.value}
            autoComplete="off"
            enterkeyhint="search"
            onInput={(event) => (query.value = event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault()
            }}
          />
        </search>
        <div class="sheet-list">
          {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
          <ul role="list" aria-label={say.forwardTo}>
            {shown.map((room) => (
              <li key={room.room_id} class="member">
                <label class="member-who">
                  <Avatar
                    name={placeOf(room)}
                    url={(room.peer && (chat.users.value.get(room.peer.user_id) ?? room.peer).avatar_url) ?? null}
                    colourId={room.peer?.user_id ?? `room ${room.room_id}`}
                    group={room.peer === null}
                  />
                  <span class="member-name forward-name">
                    <bdi class="cut">{placeOf(room)}</bdi>
                    {room.context && <small>{room.context.title}</small>}
                  </span>
                  <input
                    type="checkbox"
                    checked={chosen.value.has(room.room_id)}
                    disabled={count >= MOST_TARGETS && !chosen.value.has(room.room_id)}
                    onChange={(event) => choose(room.room_id, event.currentTarget.checked)}
                  />
                </label>
              </li>
            ))}
          </ul>
          {shown.length === 0 && !searching.value && <EmptyList searching={wanted !== ''} />}
          {!wanted && chat.list.value.more && (
            <button type="button" class="sheet-act" onClick={() => void chat.client.rooms.loadMore().catch(ignore)}>
              {say.showMore}
            </button>
          )}
        </div>
        {count >= MOST_TARGETS && <p class="sheet-note">{say.forwardMost}</p>}
        {failed.value && <Problem text={say.couldNotStore} />}
        <div class="sheet-foot forward-foot">
          <textarea
            class="field"
            rows={1}
            dir="auto"
            aria-label={say.forwardComment}
            placeholder={say.forwardComment}
            value={comment.value}
            onInput={(event) => (comment.value = event.currentTarget.value)}
          />
          <button type="submit" class="button primary" disabled={count === 0}>
            {count > 1 ? `${say.send} (${count})` : say.send}
          </button>
        </div>
      </form>
    </Sheet>
  )
}

/** Only the loaded rooms are shown then; the connection's banner shows why. */
const ignore = () => {}

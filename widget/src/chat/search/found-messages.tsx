import type { MessageHit } from '@imbachat/sdk/message-search'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf, roomName } from '../core/names/names.ts'
import { useId } from '../core/use-id.ts'
import { useLaterContext } from '../core/view-context.ts'
import { when } from '../core/when.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { moveFocus } from '../list/list-keys.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Problem } from '../ui/problem.tsx'
import { markWords, unmarkWords } from './mark-words.ts'
import type { MessageSearch } from './message-search.ts'
import { snippetOf } from './snippet.ts'

/** Milliseconds that the found words stay marked in the opened message. */
const MARKED_MS = 6_000

/** Messages that the list's query finds in all conversations. */
export function FoundMessages({ chat, search }: { chat: ChatModel; search: MessageSearch }) {
  const { frame, phrases, say, times } = useLaterContext()
  const titleId = useId()
  const problem = useSignal<string | null>(null)
  const tabbable = useSignal<string | undefined>(undefined)
  const hits = search.hits.value
  const keyOf = ({ room, message }: MessageHit) => `${room.room_id}.${message.seq}`
  const tabStop = hits.find((hit) => keyOf(hit) === tabbable.value) ?? hits[0]

  async function open(hit: MessageHit) {
    problem.value = null
    try {
      await openHit(chat, hit)
    } catch (error) {
      problem.value = say.errors[errorCodeOf(error)]
    }
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    tabbable.value = moveFocus(event)?.dataset.hit ?? tabbable.peek()
  }

  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} class="people-title">
        {say.messages}
      </h2>
      {problem.value && <Problem text={problem.value} />}
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
      <ul role="list" aria-labelledby={titleId} onKeyDown={onKeyDown}>
        {hits.map((hit) => {
          const { room, message } = hit
          const peer = room.peer ? (chat.users.value.get(room.peer.user_id) ?? room.peer) : null
          const own = message.sender_id === chat.meIn(room.room_id)?.user_id
          const author = own ? say.you : peer ? null : (nameOf(chat.users.value.get(message.sender_id)) ?? null)
          return (
            <li key={keyOf(hit)}>
              <button
                type="button"
                class="row"
                data-hit={keyOf(hit)}
                tabIndex={hit === tabStop ? 0 : -1}
                onClick={() => void open(hit)}
              >
                <Avatar
                  name={nameOf(peer) ?? roomName(room)}
                  url={peer?.avatar_url ?? null}
                  colourId={peer?.user_id ?? `room ${room.room_id}`}
                  group={!peer}
                />
                <span class="row-body">
                  <span class="row-line">
                    <span class="row-name">
                      <bdi class="cut">{nameOf(peer) ?? roomName(room)}</bdi>
                    </span>
                    <time
                      class="row-time"
                      dateTime={new Date(message.created_at).toISOString()}
                      title={times.full(message.created_at)}
                    >
                      {times.short(message.created_at, frame.now.value)}
                    </time>
                  </span>
                  <span class="row-line hit-text" dir="auto">
                    <span>
                      {author && (
                        <>
                          <bdi>{author}</bdi>:{' '}
                        </>
                      )}
                      {snippetOf(hit).map(({ text, found }, n) => (found ? <mark key={n}>{text}</mark> : text))}
                    </span>
                  </span>
                </span>
              </button>
            </li>
          )
        })}
      </ul>
      {search.more() && (
        <button type="button" class="text-button" onClick={() => void search.loadMore()}>
          {say.showMore}
        </button>
      )}
      <p class="sr-only" role="status">
        {search.answered.value && phrases.fill(say.messagesFound, { count: hits.length })}
      </p>
    </section>
  )
}

/** @throws what the server answered */
async function openHit(chat: ChatModel, hit: MessageHit): Promise<void> {
  const { room_id } = hit.room
  if (chat.roomModel.peek()?.room_id !== room_id) await chat.openById(room_id)
  const roomModel = chat.roomModel.peek()
  if (roomModel?.room_id !== room_id) return
  await when(() => roomModel.loaded.value)
  await roomModel.revealMessage(hit.message.seq)
  requestAnimationFrame(() => {
    const log = document.querySelector('.log')
    if (log) markWords(log, [hit], hit)
    setTimeout(unmarkWords, MARKED_MS)
  })
}

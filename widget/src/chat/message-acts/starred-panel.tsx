import { messageActs } from '@imbachat/sdk/message-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf, roomName } from '../core/names/names.ts'
import { when } from '../core/when.ts'
import { filesInWords } from '../files/files-text.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { useMessagesContext } from './messages-context.ts'

type Page = Awaited<ReturnType<ReturnType<typeof messageActs>['starred']>>
type Star = Page['messages'][number]

/** The reader's starred messages of all conversations; a press shows one in its place. */
export function StarredPanel({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { frame, phrases, say, times } = useMessagesContext()
  const stars = useSignal<readonly Star[]>([])
  /** undefined: the first page has not come; null: there are no more */
  const next = useSignal<string | null | undefined>(undefined)
  const problem = useSignal<keyof typeof say.errors | null>(null)
  const acts = messageActs(chat.client)

  async function load(): Promise<void> {
    problem.value = null
    try {
      const page = await acts.starred(next.peek() ?? undefined)
      await Promise.all(page.messages.map(({ room_id }) => chat.known(room_id) ?? chat.client.rooms.load(room_id)))
      stars.value = [...stars.peek(), ...page.messages]
      next.value = page.next
      // a page of messages that are gone is empty
      if (page.messages.length === 0 && page.next !== null) await load()
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
  }
  useEffect(() => void load(), [])

  async function open({ room_id, message }: Star): Promise<void> {
    problem.value = null
    try {
      if (chat.roomModel.peek()?.room_id !== room_id) await chat.openById(room_id)
      close()
      const roomModel = chat.roomModel.peek()
      if (roomModel?.room_id !== room_id) return
      await when(() => roomModel.loaded.value)
      await roomModel.revealMessage(message.seq)
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
  }

  async function unstar(star: Star): Promise<void> {
    const before = stars.peek()
    stars.value = before.filter((one) => one !== star)
    try {
      await acts.star(star.room_id, [star.message.seq], false)
    } catch (error) {
      stars.value = before
      problem.value = errorCodeOf(error)
    }
  }

  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} data-first onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.starred} head={closeButton} close={close}>
      <div class="sheet-list">
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.starred}>
          {stars.value.map((star) => {
            const { room_id, message } = star
            const room = chat.known(room_id)
            const peer = room?.peer ? (chat.users.value.get(room.peer.user_id) ?? room.peer) : null
            const author =
              message.sender_id === chat.meIn(room_id)?.user_id ? null : chat.users.value.get(message.sender_id)
            const place = nameOf(peer) ?? (room ? roomName(room) : '')
            return (
              <li key={`${room_id}.${message.seq}`} class="starred">
                <button type="button" class="row" onClick={() => void open(star)}>
                  <Avatar
                    name={place}
                    url={peer?.avatar_url ?? null}
                    colourId={peer?.user_id ?? `room ${room_id}`}
                    group={!peer}
                  />
                  <span class="row-body">
                    <span class="row-line">
                      <span class="row-name">
                        <bdi class="cut">{place}</bdi>
                      </span>
                      <time
                        class="row-time"
                        dateTime={new Date(message.created_at).toISOString()}
                        title={times.full(message.created_at)}
                      >
                        {times.short(message.created_at, frame.now.value)}
                      </time>
                    </span>
                    <span class="row-line starred-text" dir="auto">
                      <span>
                        {(author === null || !peer) && (
                          <>
                            <bdi>{nameOf(author) ?? say.you}</bdi>:{' '}
                          </>
                        )}
                        {message.text || filesInWords(message.attachments ?? [], phrases)}
                      </span>
                    </span>
                  </span>
                </button>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={say.unstar}
                  title={say.unstar}
                  onClick={() => void unstar(star)}
                >
                  <LaterIcon name="starOff" />
                </button>
              </li>
            )
          })}
        </ul>
        {next.value === undefined && !problem.value && <Loading />}
        {next.value === null && stars.value.length === 0 && (
          <div class="blank">
            <LaterIcon name="star" />
            <p class="blank-title">{say.starredNone}</p>
            <p>{say.starredHint}</p>
          </div>
        )}
        {problem.value && <Problem text={say.errors[problem.value]} retry={() => void load()} />}
        {next.value && !problem.value && (
          <button type="button" class="sheet-act" onClick={() => void load()}>
            {say.showMore}
          </button>
        )}
      </div>
    </Sheet>
  )
}

import { authorName } from '../core/names/author-name.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { useTalkContext } from '../pins/talk-context.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { readersOf } from './readers.ts'

/**
 * The members of a live group who have read a message, as far as their receipts are known. It shows no times, since the
 * server stores only the last read message of each member.
 */
export function ReadBy({
  chat,
  roomModel,
  seq,
  close,
}: {
  chat: ChatModel
  roomModel: RoomModel
  seq: number
  close: () => void
}) {
  const { say } = useTalkContext()
  const ids = readersOf(roomModel, seq)
  const people = ids.map((id) => ({ id, name: authorName(roomModel, id), card: chat.users.value.get(id) }))
  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.readByTitle} head={closeButton} close={close}>
      <div class="sheet-list">
        {people.length === 0 && <p class="sheet-note">{say.readByNobody}</p>}
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.readByTitle}>
          {people
            .sort((a, b) => a.name.localeCompare(b.name))
            .map(({ id, name, card }) => (
              <li key={id} class="member">
                <span class="member-who">
                  <Avatar name={name} url={card?.avatar_url ?? null} colourId={id} />
                  <span class="member-name">
                    <bdi>{name}</bdi>
                  </span>
                </span>
              </li>
            ))}
        </ul>
      </div>
    </Sheet>
  )
}

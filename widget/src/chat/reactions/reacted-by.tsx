import type { UserCard } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { RoomModel } from '../room/room-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** The users who reacted to a message, emoji by emoji. */
export function ReactedBy({ roomModel, seq, close }: { roomModel: RoomModel; seq: number; close: () => void }) {
  const { say } = useLaterContext()
  const emojis = roomModel.message(seq)?.reactions?.map(({ emoji }) => emoji) ?? []
  const chosen = useSignal(emojis[0])
  const emoji = chosen.value
  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.reactedBy} head={closeButton} close={close}>
      <div class="reactions" role="tablist" aria-label={say.reactedBy}>
        {emojis.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === emoji}
            class={one === emoji ? 'reaction mine' : 'reaction'}
            onClick={() => (chosen.value = one)}
          >
            <span>{one}</span>
            {roomModel.message(seq)?.reactions?.find((reaction) => reaction.emoji === one)?.count ?? 0}
          </button>
        ))}
      </div>
      {emoji !== undefined && <People key={emoji} roomModel={roomModel} seq={seq} emoji={emoji} />}
    </Sheet>
  )
}

type Page = { users: UserCard[]; next: string | null }

function People({ roomModel, seq, emoji }: { roomModel: RoomModel; seq: number; emoji: string }) {
  const { say } = useLaterContext()
  const page = useSignal<Page>({ users: [], next: '' })
  const problem = useSignal<keyof typeof say.errors | null>(null)

  async function load(): Promise<void> {
    problem.value = null
    try {
      const { users, next } = page.peek()
      const came = await roomModel.timeline.reactedWith(seq, emoji, next || undefined)
      page.value = { users: [...users, ...came.users], next: came.next }
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
  }
  useEffect(() => void load(), [])

  return (
    <div class="sheet-list">
      {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
      <ul role="list" aria-label={emoji}>
        {page.value.users.map((user) => (
          <li key={user.user_id} class="member">
            <span class="member-who">
              <Avatar name={nameOf(user)} url={user.avatar_url} colourId={user.user_id} />
              <span class="member-name">
                <bdi>{nameOf(user)}</bdi>
              </span>
            </span>
          </li>
        ))}
      </ul>
      {problem.value ? (
        <Problem text={say.errors[problem.value]} retry={() => void load()} />
      ) : (
        page.value.next && (
          <button type="button" class="sheet-act" onClick={() => void load()}>
            {say.showMore}
          </button>
        )
      )}
    </div>
  )
}

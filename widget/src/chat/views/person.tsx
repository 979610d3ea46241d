import type { RequestErrorCode } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { blockUser } from '../model/block-user.ts'
import type { ChatModel } from '../model/chat-model.ts'
import { errorCodeOf } from '../model/error-code.ts'
import { presenceText } from '../model/times.ts'
import { Avatar } from './avatar.tsx'
import { BlockQuestion } from './block-question.tsx'
import { Icon } from './icons.tsx'
import { Problem } from './problem.tsx'
import { useSafetyFrame } from './safety-frame.ts'
import { Sheet } from './sheet.tsx'

/** The user whose name or picture the reader pressed. */
export function Person({ chat, userId, close }: { chat: ChatModel; userId: string; close: () => void }) {
  const { frame, phrases, say, times } = useSafetyFrame()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const asking = useSignal(false)
  const me = chat.me.value
  const own = me?.user_id === userId
  const card = own ? me : chat.users.value.get(userId)
  const name = card?.name ?? userId
  const presence = chat.presence.value.get(userId)

  const blocked = chat.blocked.value.has(userId)

  async function blockOrUnblock() {
    if (!blocked) {
      asking.value = true
      return
    }
    busy.value = true
    problem.value = await blockUser(chat, userId, false)
    busy.value = false
  }

  async function write() {
    busy.value = true
    try {
      await chat.openDialog(userId)
      close()
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    busy.value = false
  }

  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <Icon name="close" />
    </button>
  )
  return (
    <Sheet kind="card" title={name} head={closeButton} close={close}>
      <div class="person">
        <Avatar name={name} url={card?.avatar_url ?? null} colourId={userId} />
        <p>
          {card?.badge && <bdi class="user-badge">{card.badge}</bdi>}
          {own
            ? say.itsYou
            : card?.guest
              ? say.guest
              : presence && presenceText(presence, frame.now.value, phrases, times)}
        </p>
      </div>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="sheet-buttons">
        {card?.profile_url && (
          <a class="button" href={card.profile_url} target="_blank" rel="noopener noreferrer">
            {say.profile}
          </a>
        )}
        {!own && me && (
          <button
            type="button"
            class={blocked ? 'button' : 'button quiet-danger'}
            disabled={busy.value}
            onClick={() => void blockOrUnblock()}
          >
            {blocked ? say.unblock : say.block}
          </button>
        )}
        {!own && !blocked && !card?.guest && me && !me.guest && !frame.single.value && (
          <button type="button" class="button primary" data-first disabled={busy.value} onClick={() => void write()}>
            {say.message}
          </button>
        )}
      </div>
      {asking.value && <BlockQuestion chat={chat} userId={userId} name={name} close={() => (asking.value = false)} />}
    </Sheet>
  )
}

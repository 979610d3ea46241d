import type { RequestErrorCode } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf } from '../core/names/names.ts'
import { presenceText } from '../core/times.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { BlockQuestion } from '../safety/block-question.tsx'
import { blockUser } from '../safety/block-user.ts'
import { ReportSheet } from '../safety/report-sheet.tsx'
import { useSafetyContext } from '../safety/safety-context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'

interface Props {
  chat: ChatModel
  /** where the reader pressed the name */
  room_id: number
  user_id: string
  close: () => void
}

/** The user whose name or picture the reader pressed. */
export function Person({ chat, room_id, user_id, close }: Props) {
  const { frame, phrases, say, times } = useSafetyContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  const asking = useSignal<'block' | 'report' | null>(null)
  const me = chat.me.value
  const own = me?.user_id === user_id
  const card = own ? me : chat.users.value.get(user_id)
  const name = nameOf(card) ?? user_id
  const presence = chat.presence.value.get(user_id)

  const blocked = chat.blocked.value.has(user_id)
  const stopAsking = () => {
    asking.value = null
  }

  async function blockOrUnblock() {
    if (!blocked) {
      asking.value = 'block'
      return
    }
    busy.value = true
    problem.value = await blockUser(chat, user_id, false)
    busy.value = false
  }

  async function write() {
    busy.value = true
    try {
      await chat.openDialog(user_id)
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
        <Avatar name={name} url={card?.avatar_url ?? null} colourId={user_id} />
        <p>
          {card?.badge && <bdi class="user-badge">{card.badge}</bdi>}
          {own
            ? say.itsYou
            : card?.guest || card?.bot
              ? say[card.bot ? 'bot' : 'guest']
              : presence && presenceText(presence, frame.now.value, phrases, times)}
        </p>
      </div>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="sheet-buttons person-buttons">
        {!own && !blocked && !card?.guest && me && !me.guest && !frame.single.value && (
          <button type="button" class="button primary" data-first disabled={busy.value} onClick={() => void write()}>
            {say.messagePerson}
          </button>
        )}
        {card?.profile_url && (
          <a class="button" href={card.profile_url} target="_blank" rel="noopener noreferrer">
            {say.profile}
          </a>
        )}
        {!own && me && (
          <>
            <button type="button" class="button quiet-danger" onClick={() => (asking.value = 'report')}>
              {say.report}
            </button>
            <button
              type="button"
              class={blocked ? 'button' : 'button quiet-danger'}
              disabled={busy.value}
              onClick={() => void blockOrUnblock()}
            >
              {blocked ? say.unblock : say.block}
            </button>
          </>
        )}
      </div>
      {asking.value === 'block' && <BlockQuestion chat={chat} user_id={user_id} name={name} close={stopAsking} />}
      {asking.value === 'report' && (
        <ReportSheet chat={chat} room_id={room_id} seq={null} user_id={user_id} name={name} close={stopAsking} />
      )}
    </Sheet>
  )
}

import type { RequestErrorCode, UserCard } from '@imbachat/sdk'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf } from '../core/names/names.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { Avatar } from '../ui/avatar.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { blockUser } from './block-user.ts'
import { useSafetyContext } from './safety-context.ts'

type Page = { users: UserCard[]; next: number | null }

/** The users that the reader has blocked, page by page. */
export function BlockedPeople({ chat, close }: { chat: ChatModel; close: () => void }) {
  const { phrases, say } = useSafetyContext()
  const page = useSignal<Page | null>(null)
  const problem = useSignal<RequestErrorCode | null>(null)

  async function load(): Promise<void> {
    problem.value = null
    try {
      const { users, next } = page.peek() ?? { users: [], next: null }
      const came = await safetyActs(chat.client).blocked(next ?? undefined)
      page.value = { users: [...users, ...came.users], next: came.next }
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
  }
  useEffect(() => void load(), [])

  async function unblock(user_id: string): Promise<void> {
    problem.value = await blockUser(chat, user_id, false)
  }

  const users = page.value?.users.filter(({ user_id }) => chat.blocked.value.has(user_id))
  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.back} data-first onClick={close}>
      <LaterIcon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.blockedPeople} lead={closeButton} close={close}>
      {problem.value && <Problem text={say.errors[problem.value]} retry={() => void load()} />}
      <div class="sheet-list">
        {users?.length === 0 && <p class="sheet-note">{say.nobodyBlocked}</p>}
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.blockedPeople}>
          {users?.map((user) => (
            <li key={user.user_id} class="member">
              <span class="member-who">
                <Avatar name={nameOf(user)} url={user.avatar_url} colourId={user.user_id} />
                <span class="member-name">
                  <bdi>{nameOf(user)}</bdi>
                </span>
              </span>
              <button
                type="button"
                class="text-button"
                aria-label={phrases.fill(say.unblockName, { name: user.name })}
                onClick={() => void unblock(user.user_id)}
              >
                {say.unblock}
              </button>
            </li>
          ))}
        </ul>
        {page.value?.next != null && (
          <button type="button" class="sheet-act" onClick={() => void load()}>
            {say.showMore}
          </button>
        )}
      </div>
    </Sheet>
  )
}

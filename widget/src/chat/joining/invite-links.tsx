import type { Invite, RequestErrorCode, RoomSummary } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { CHAT_LINK } from '../../bridge/chat-link.ts'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { useGroupsContext } from '../groups/groups-context.ts'
import { copyText } from '../ui/clipboard.ts'
import { Icon } from '../ui/icons.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'

const DAY_S = 86_400

/** For managers: links by which users join, each with its end and its limit of uses. */
export function InviteLinks({ chat, room, close }: { chat: ChatModel; room: RoomSummary; close: () => void }) {
  const room_id = room.room_id
  const { frame, phrases, say } = useGroupsContext()
  const dates = new Intl.DateTimeFormat(phrases.language, { dateStyle: 'medium', timeStyle: 'short' })
  const acts = groupActs(chat.client)
  const invites = useSignal<readonly Invite[]>([])
  const made = useSignal<string | null>(null)
  const copied = useSignal<string | null>(null)
  const days = useSignal(7)
  const uses = useSignal(0)
  const approval = useSignal(room.by_request)
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)

  async function attempt(act: () => Promise<void>): Promise<void> {
    busy.value = true
    problem.value = null
    try {
      await act()
      invites.value = await acts.invites(room_id)
    } catch (error) {
      problem.value = errorCodeOf(error)
    }
    busy.value = false
  }

  useEffect(() => void attempt(async () => {}), [])

  const create = () =>
    attempt(async () => {
      const expires_in = days.peek() > 0 ? days.peek() * DAY_S : undefined
      const most_uses = approval.peek() ? undefined : uses.peek() || undefined
      const token = await acts.createInvite(room_id, { expires_in, most_uses, approval: approval.peek() })
      made.value = addressOf(token)
    })

  const copy = (address: string) => void copyText(address).then(() => (copied.value = address))
  const addressOf = (token: string) => `${frame.address().split('#')[0]}${CHAT_LINK}join=${token}`

  const back = (
    <button type="button" class="icon-button" aria-label={say.back} onClick={close}>
      <Icon name="back" />
    </button>
  )
  return (
    <Sheet kind="panel" title={say.inviteLinks} lead={back} close={close}>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="sheet-list invites">
        {made.value ? (
          <div class="invite-new">
            <input class="field" type="text" readOnly aria-label={say.inviteLink} value={made.value} />
            <button type="button" class="button primary" onClick={() => copy(made.value ?? '')}>
              {copied.value === made.value ? say.copied : say.copyLink}
            </button>
          </div>
        ) : (
          <div class="invite-new">
            <Choice
              label={say.inviteExpires}
              value={days.value}
              set={(value) => (days.value = value)}
              options={[
                [1, say.inviteDay],
                [7, say.inviteWeek],
                [0, say.inviteNever],
              ]}
            />
            {!room.is_public && (
              <label class="choice">
                <span>{say.inviteApproval}</span>
                <input
                  type="checkbox"
                  role="switch"
                  aria-checked={approval.value}
                  checked={approval.value}
                  onChange={(event) => (approval.value = event.currentTarget.checked)}
                />
              </label>
            )}
            {!approval.value && (
              <Choice
                label={say.inviteUses}
                value={uses.value}
                set={(value) => (uses.value = value)}
                options={[
                  [0, say.inviteNoLimit],
                  [1, '1'],
                  [10, '10'],
                  [100, '100'],
                ]}
              />
            )}
            <button type="button" class="button primary" disabled={busy.value} onClick={() => void create()}>
              {say.createLink}
            </button>
          </div>
        )}
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.inviteLinks}>
          {invites.value.map((invite) => (
            <li key={invite.invite_id} class="member">
              <span class="member-who">
                <span class="room-lines">
                  {invite.token && <bdi title={addressOf(invite.token)}>{`…${invite.token}`}</bdi>}
                  <span>{used(invite)}</span>
                  {!invite.works && <small>{say.inviteStopped}</small>}
                  {invite.approval && <small>{say.inviteApproved}</small>}
                  <small>
                    {invite.expires_at === null
                      ? say.inviteNoEnd
                      : phrases.fill(say.inviteUntil, { date: dates.format(invite.expires_at) })}
                  </small>
                </span>
              </span>
              {invite.token && invite.works && (
                <button
                  type="button"
                  class="icon-button small"
                  aria-label={copied.value === addressOf(invite.token) ? say.copied : say.copyLink}
                  title={say.copyLink}
                  onClick={() => copy(addressOf(invite.token ?? ''))}
                >
                  <LaterIcon name={copied.value === addressOf(invite.token) ? 'check' : 'copy'} />
                </button>
              )}
              <button
                type="button"
                class="text-button danger"
                disabled={busy.value}
                onClick={() => void attempt(() => acts.revokeInvite(room_id, invite.invite_id))}
              >
                {say.revoke}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Sheet>
  )

  function used({ uses, most_uses }: Invite): string {
    const times = phrases.fill(say.inviteUsed, { count: uses })
    return most_uses === null ? times : phrases.fill(say.inviteUsedOf, { number: uses, total: most_uses })
  }
}

function Choice(props: {
  label: string
  value: number
  set: (value: number) => void
  options: readonly (readonly [value: number, label: string])[]
}) {
  return (
    <label class="choice">
      <span>{props.label}</span>
      <select onChange={(event) => props.set(Number(event.currentTarget.value))}>
        {props.options.map(([value, label]) => (
          <option key={value} value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

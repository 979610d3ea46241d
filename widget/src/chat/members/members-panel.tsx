import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { ChatModel } from '../frame/chat-model.ts'
import { EditGroup } from '../groups/edit-group.tsx'
import { GroupInfo } from '../groups/group-info.tsx'
import { useGroupsContext } from '../groups/groups-context.ts'
import { InviteLinks } from '../joining/invite-links.tsx'
import { JoinRequests } from '../joining/join-requests.tsx'
import type { RoomModel } from '../room/room-model.ts'
import { RoomQuestion } from '../room/room-question.tsx'
import { OwnerQuestion, RemoveQuestion } from '../room/room-questions.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Loading } from '../ui/loading.tsx'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { AddPeople } from './add-people.tsx'
import type { Removal } from './member-menu.tsx'
import { MemberMenu, type MemberMenuRequest } from './member-menu.tsx'
import { MemberRow } from './member-row.tsx'
import { createMembersModel } from './members-model.ts'

/** Pixels from the end of the list at which the next page is loaded. */
const LOAD_AHEAD = 400

interface Props {
  chat: ChatModel
  roomModel: RoomModel
  close: () => void
}

/** The members of the room. Managers add and remove members here, and every member can leave. */
export function MembersPanel({ chat, roomModel, close }: Props) {
  const { frame, phrases, say } = useGroupsContext()
  const members = useMemo(() => createMembersModel({ ...chat, room_id: roomModel.room_id, rooms: chat.list }), [])
  useEffect(() => members.end, [])
  const adding = useSignal(false)
  const leaving = useSignal<HTMLElement | null>(null)
  const removing = useSignal<Removal | null>(null)
  const passing = useSignal<Removal | null>(null)
  const editing = useSignal(false)
  const inviting = useSignal(false)
  const answering = useSignal(false)
  const menu = useSignal<MemberMenuRequest | null>(null)
  const room = roomModel.room.value
  const { count, loaded, more } = members.state.value
  const out = !roomModel.isPresent.value

  useEffect(() => {
    if (out) close()
  }, [out])

  function onScroll({ currentTarget: box }: { currentTarget: HTMLElement }) {
    if (more && !members.busy.peek() && box.scrollHeight - box.scrollTop - box.clientHeight < LOAD_AHEAD) {
      void members.loadMore()
    }
  }

  async function writeTo(user_id: string) {
    if (await members.writeTo(user_id)) close()
  }

  const closeButton = (
    <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
      <LaterIcon name="close" />
    </button>
  )
  return (
    <Sheet
      kind="panel"
      title={phrases.fill(say.memberCount, { count: loaded ? count : room.member_count })}
      head={closeButton}
      close={close}
    >
      {members.problem.value && (
        <Problem
          text={say.errors[members.problem.value]}
          {...(loaded ? {} : { retry: () => void members.loadMore() })}
        />
      )}
      <div class="sheet-list" onScroll={onScroll}>
        <GroupInfo room={room} />
        {room.can_manage && (room.by_request || room.join_requests > 0) && (
          <button type="button" class="sheet-act" onClick={() => (answering.value = true)}>
            <LaterIcon name="newGroup" />
            {say.joinRequests}
            {room.join_requests > 0 && <span class="badge">{room.join_requests}</span>}
          </button>
        )}
        {room.can_manage && (
          <button type="button" class="sheet-act" onClick={() => (editing.value = true)}>
            <LaterIcon name="edit" />
            {say.editGroup}
          </button>
        )}
        {room.can_manage && (
          <button type="button" class="sheet-act" onClick={() => (inviting.value = true)}>
            <LaterIcon name="link" />
            {say.inviteLinks}
          </button>
        )}
        {(room.can_manage || room.rights.add === 'all') && (
          <button type="button" class="sheet-act" onClick={() => (adding.value = true)}>
            <LaterIcon name="add" />
            {say.addPeople}
          </button>
        )}
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari drops the role of lists without bullets */}
        <ul role="list" aria-label={say.members}>
          {members.sorted.value.map((member) => (
            <MemberRow
              key={member.user.user_id}
              member={member}
              card={chat.users.value.get(member.user.user_id) ?? member.user}
              online={chat.presence.value.get(member.user.user_id)?.online ?? false}
              own={member.user.user_id === chat.meIn(room.room_id)?.user_id}
              canRemove={room.can_manage && (room.can_own || member.role === 'member')}
              write={frame.single.value || chat.me.value?.guest ? null : writeTo}
              canGiveRole={room.can_own}
              openMenu={(request) => (menu.value = request)}
            />
          ))}
        </ul>
        {members.busy.value && <Loading />}
      </div>
      <button type="button" class="sheet-act danger" onClick={({ currentTarget }) => (leaving.value = currentTarget)}>
        <LaterIcon name="leave" />
        {say.leaveGroup}
      </button>
      {menu.value && (
        <MemberMenu
          members={members}
          request={menu.value}
          askOwner={(heir) => (passing.value = heir)}
          askRemove={(removal) => (removing.value = removal)}
          close={() => (menu.value = null)}
        />
      )}
      {answering.value && <JoinRequests chat={chat} room={room} close={() => (answering.value = false)} />}
      {inviting.value && <InviteLinks chat={chat} room={room} close={() => (inviting.value = false)} />}
      {editing.value && <EditGroup chat={chat} room={room} close={() => (editing.value = false)} />}
      {passing.value && <OwnerQuestion members={members} heir={passing.value} close={() => (passing.value = null)} />}
      {adding.value && <AddPeople members={members} close={() => (adding.value = false)} />}
      {removing.value && (
        <RemoveQuestion members={members} removal={removing.value} close={() => (removing.value = null)} />
      )}
      {leaving.value && (
        <RoomQuestion kind="leave" chat={chat} room={room} from={leaving.value} close={() => (leaving.value = null)} />
      )}
    </Sheet>
  )
}

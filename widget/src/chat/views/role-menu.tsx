import type { MemberRole } from '@imbachat/sdk'
import type { MembersModel } from '../model/members-model.ts'
import type { Removal } from './member-row.tsx'
import { Menu, type MenuPlace } from './menu.tsx'
import { useLaterContext } from './view-context.ts'

export interface RoleMenuRequest extends Removal {
  role: MemberRole
  place: MenuPlace
}

/** What the owner makes of a member. */
export function RoleMenu(props: {
  members: MembersModel
  request: RoleMenuRequest
  askOwner: (heir: Removal) => void
  close: () => void
}) {
  const { phrases, say } = useLaterContext()
  const { members, request, askOwner, close } = props
  const { userId, name, role } = request
  const next = role === 'admin' ? 'member' : 'admin'
  return (
    <Menu
      label={phrases.fill(say.memberActions, name)}
      place={request.place}
      entries={[
        {
          icon: 'lock',
          text: role === 'admin' ? say.removeAdmin : say.makeAdmin,
          act: () => void members.setRole(userId, next),
        },
        { icon: 'people', text: say.makeOwner, focuses: true, act: () => askOwner({ userId, name }) },
      ]}
      close={close}
    />
  )
}

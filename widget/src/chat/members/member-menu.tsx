import type { MemberRole } from '@imbachat/sdk'
import { useLaterContext } from '../core/view-context.ts'
import { Menu, type MenuEntry, type MenuPlace } from '../ui/menu.tsx'
import type { MembersModel } from './members-model.ts'

export interface MemberMenuRequest extends Removal {
  /** null: the reader gives this member none */
  role: MemberRole | null
  canRemove: boolean
  place: MenuPlace
}

/** Acts of the owner and the admins on a member. */
export function MemberMenu(props: {
  members: MembersModel
  request: MemberMenuRequest
  askOwner: (heir: Removal) => void
  askRemove: (removal: Removal) => void
  close: () => void
}) {
  const { phrases, say } = useLaterContext()
  const { members, request, askOwner, askRemove, close } = props
  const { user_id, name, role, canRemove, place } = request
  const entries: (MenuEntry | false)[] = [
    role !== null && {
      icon: 'lock',
      text: role === 'admin' ? say.removeAdmin : say.makeAdmin,
      act: () => void members.setRole(user_id, role === 'admin' ? 'member' : 'admin'),
    },
    role !== null && { icon: 'people', text: say.makeOwner, act: () => askOwner({ user_id, name }) },
    canRemove && {
      icon: 'leave',
      text: phrases.fill(say.removeMember, { name }),
      danger: true,
      apart: role !== null,
      act: () => askRemove({ user_id, name }),
    },
  ]
  return (
    <Menu
      label={phrases.fill(say.memberActions, { name })}
      place={place}
      entries={entries.filter((entry) => entry !== false)}
      close={close}
    />
  )
}

/** The member that the question is about. */
export interface Removal {
  user_id: string
  name: string
}

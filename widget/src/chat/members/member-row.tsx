import type { Member, UserCard } from '@imbachat/sdk'
import { nameOf } from '../core/names/names.ts'
import { useLaterContext } from '../core/view-context.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import type { MemberMenuRequest } from './member-menu.tsx'

interface Props {
  member: Member
  /** the user's present name */
  card: UserCard
  online: boolean
  own: boolean
  canRemove: boolean
  /** null: there is no place for a dialog here */
  write: ((user_id: string) => void) | null
  canGiveRole: boolean
  openMenu: (request: MemberMenuRequest) => void
}

export function MemberRow({ member, card, online, own, canRemove, canGiveRole, write, openMenu }: Props) {
  const { phrases, say } = useLaterContext()
  const { user_id } = card
  const name = nameOf(card)
  const roles = [
    ...(card.guest ? [say.guest] : []),
    ...(card.bot ? [say.bot] : []),
    ...(own ? [say.itsYou] : []),
    ...(member.role === 'member' ? [] : [member.role === 'owner' ? say.owner : say.admin]),
  ]
  const identity = (
    <>
      <Avatar name={name} url={card.avatar_url} colourId={user_id} online={online} />
      <span class="member-name">
        <bdi>{name}</bdi>
        {card.badge && <bdi class="user-badge">{card.badge}</bdi>}
        {online && <span class="sr-only">, {say.online}</span>}
      </span>
      <span class="member-role">{roles.join(' · ')}</span>
    </>
  )
  return (
    <li class="member">
      {own || card.guest || !write ? (
        <span class="member-who">{identity}</span>
      ) : (
        <button
          type="button"
          class="member-who"
          aria-label={phrases.fill(say.writeTo, { name })}
          onClick={() => write(user_id)}
        >
          {identity}
        </button>
      )}
      {(canGiveRole || canRemove) && !own && member.role !== 'owner' && (
        <button
          type="button"
          class="icon-button small"
          aria-label={phrases.fill(say.memberActions, { name })}
          aria-haspopup="menu"
          onClick={({ currentTarget }) => {
            const { left, bottom } = currentTarget.getBoundingClientRect()
            const place = { x: left, y: bottom, from: currentTarget }
            openMenu({ user_id, name, place, role: canGiveRole && !card.guest ? member.role : null, canRemove })
          }}
        >
          <Icon name="more" />
        </button>
      )}
    </li>
  )
}

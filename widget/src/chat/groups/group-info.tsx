import type { RoomSummary } from '@imbachat/sdk'
import { durationText } from '../composer/duration-text.ts'
import { roomName } from '../core/names/names.ts'
import { joiningOf } from '../joining/joining.ts'
import { Avatar } from '../ui/avatar.tsx'
import { useGroupsContext } from './groups-context.ts'

/** A group's picture, title and description, above its members. */
export function GroupInfo({ room }: { room: RoomSummary }) {
  const { say, phrases } = useGroupsContext()
  const joining = joiningOf(room)
  const kinds = [
    ...(joining === 'invitation' ? [] : [say.groupKinds[joining]]),
    ...(room.rights.send === 'managers' ? [say.managersOnly] : []),
    ...(room.rights.slow_seconds > 0
      ? [`${say.slowMode}: ${durationText(phrases.language, room.rights.slow_seconds)}`]
      : []),
  ]
  return (
    <div class="group-info">
      <Avatar
        name={roomName(room)}
        url={null}
        colourId={`room ${room.room_id}`}
        group
        picture={room.picture}
        room_id={room.room_id}
      />
      <h3>
        <bdi>{roomName(room)}</bdi>
      </h3>
      {room.description && <p dir="auto">{room.description}</p>}
      {kinds.map((kind) => (
        <p key={kind}>{kind}</p>
      ))}
    </div>
  )
}

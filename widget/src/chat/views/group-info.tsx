import type { RoomSummary } from '@imbachat/sdk'
import { roomName } from '../model/names.ts'
import { Avatar } from './avatar.tsx'
import { useLaterFrame } from './frame-context.ts'

/** What a group is, above its members. */
export function GroupInfo({ room }: { room: RoomSummary }) {
  const { say } = useLaterFrame()
  const kinds = [
    ...(room.is_public ? [say.publicGroup] : []),
    ...(room.rights.send === 'managers' ? [say.managersOnly] : []),
  ]
  return (
    <div class="group-info">
      <Avatar name={roomName(room)} url={null} colourId={`room ${room.room_id}`} group />
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

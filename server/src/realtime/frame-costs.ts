import type { ClientFrame, FrameType } from '@imbachat/protocol'

/**
 * What a frame costs, in frames such as `ping` or `message.send`, where it is more than one: about a tenth of a millisecond of the server each.
 * `rooms` is the number of those that its user is in.
 */
const COSTS: { readonly [T in FrameType]?: (frame: ClientFrame<T>, rooms: () => number) => number } = {
  'rooms.list': ({ limit }, rooms) => 2 + limit / 10 + costOfRooms(rooms()),
  'messages.list': () => 2,
  'dialog.open': () => 3,
  'room.open': () => 3,
  'members.list': () => 2,
  'members.add': () => 3,
  'receipts.update': ({ rooms }) => 1 + rooms.length / 10,
  'presence.watch': ({ room_ids }) => 1 + room_ids.length / 10,
}

/** @param rooms of the frame's user; only asked for where it matters */
export function costOf<T extends FrameType>(frame: ClientFrame<T>, rooms: () => number): number {
  return COSTS[frame.t as T]?.(frame, rooms) ?? 1
}

/** What looks at all rooms of a user, be it to list them or to hear of them, costs by their number, which has no limit. */
export const costOfRooms = (rooms: number) => Math.floor(rooms / 50)

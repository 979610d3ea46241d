import type { ClientFrame, FrameType } from '@imbachat/protocol'

/** What a frame costs, in frames such as `ping` or `message.send`, where it is more than one: about a tenth of a millisecond of the server each. */
const COSTS: { readonly [T in FrameType]?: (frame: ClientFrame<T>) => number } = {
  'rooms.list': ({ limit }) => 2 + limit / 10,
  'messages.list': () => 2,
  'dialog.open': () => 3,
  'room.open': () => 3,
  'members.list': () => 2,
  'members.add': () => 3,
  'receipts.update': ({ rooms }) => 1 + rooms.length / 10,
  'presence.watch': ({ room_ids }) => 1 + room_ids.length / 10,
}

export function costOf<T extends FrameType>(frame: ClientFrame<T>): number {
  return COSTS[frame.t as T]?.(frame) ?? 1
}

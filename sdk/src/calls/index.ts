export { memberOf, peerOf, phaseOf, ringsInGroup } from './call-list.ts'
export { type CallProblem, type Calls, createCalls, type OwnCall, type PartyMemory, wasHere } from './calls.ts'
export type { DeviceMemory } from './devices.ts'
export {
  type Blocked,
  BlockedError,
  type Devices,
  type DevicesState,
  type MediaKind,
  type MediaMember,
  type MediaRoom,
  type MediaState,
  type MediaStats,
  type VideoWanted,
} from './media-room.ts'
export type { Quality } from './quality.ts'

/** Sort orders of people; with `-`, the last one first. */
export const PEOPLE_ORDERS = [
  ...(['-seen', 'seen', 'name', '-name', '-created', 'created'] as const),
  ...(['-messages', 'messages', '-reports', 'reports'] as const),
] as const

/** The same for groups and public rooms. */
export const ROOM_ORDERS = [
  ...(['-active', 'active', 'title', '-title', '-members', 'members'] as const),
  ...(['-messages', 'messages', '-created', 'created'] as const),
] as const

/** A list counts rows up to this number. */
export const COUNTED_ROWS = 100_000

/** Filters of a user's timeline. */
export const TIMELINE_KINDS = ['all', 'messages', 'files', 'reports', 'restrictions', 'notes', 'devices'] as const

/** The same for a room's timeline. */
export const ROOM_TIMELINE_KINDS = ['all', 'messages', 'files', 'reports', 'members', 'settings'] as const

/** Constants of the contract that both sides of the page use. */
export const ROOM_TYPE = { dialog: 0, conference: 1, support: 3 } as const

export type RoomType = (typeof ROOM_TYPE)[keyof typeof ROOM_TYPE]

/** The `status` of a dialog permission token. */
export const DIALOG_PERMISSION = { may_write: 0, need_access: 1 } as const

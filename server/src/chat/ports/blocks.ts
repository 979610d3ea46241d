import type { OwnItemRow } from './own-state.ts'

/** One user blocks another (`blocked`), or unblocks them. */
export interface PutBlock {
  widget_id: number
  user_id: string
  peer_id: string
  blocked: boolean
}

/** `rooms`: the pair's dialogs in which writing is allowed or forbidden from now on. `full`: as many as allowed */
export type PutBlockOutcome =
  | { kind: 'put'; item: OwnItemRow; changed: boolean; rooms: number[] }
  | { kind: 'full'; most: number }

export interface BlockStore {
  /** the users among these who block the user, or whom the user blocks */
  blocksBetween(widget_id: number, user_id: string, peerIds: readonly string[]): Promise<string[]>
  /** users that the user blocks, the last blocked first; `cursor`: the `rev` of the page's last one */
  blocksOf(
    widget_id: number,
    user_id: string,
    page: { cursor: number | null; limit: number },
  ): Promise<{ user_id: string; rev: number }[]>
  /** The item takes the user's next rev if it changes. A block also binds the pair's dialogs. */
  putBlock(input: PutBlock): Promise<PutBlockOutcome>
}

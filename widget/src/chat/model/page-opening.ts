import type { ListedRoom, RequestErrorCode } from '@imbachat/sdk'
import type { ReadonlySignal } from '@preact/signals'

/** What the page opens, in the conversation's place: on the way while `problem` is null, else refused. */
export interface PageOpening {
  /** a call of the page, or a link to a message */
  by: 'call' | 'link'
  problem: ReadonlySignal<RequestErrorCode | null>
  /** a room that the link invites to */
  invitation?: Invitation
}

export interface Invitation {
  room: ListedRoom
  token: string
  /** Joins and opens the room. @returns why it did not work */
  join(): Promise<RequestErrorCode | null>
}

import type { RequestErrorCode } from '@imbachat/sdk'
import type { ReadonlySignal } from '@preact/signals'

/** What a call of the page opens, in the conversation's place: on the way while `problem` is null, else refused. */
export interface PageOpening {
  problem: ReadonlySignal<RequestErrorCode | null>
}

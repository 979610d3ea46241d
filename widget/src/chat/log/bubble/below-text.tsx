import { CallEntry } from '../../calls/call-entry.tsx'
import { CardButtons } from '../../cards/card-buttons.tsx'
import { LinkCard } from '../../formatting/link-card.tsx'
import type { RoomModel } from '../../room/room-model.ts'
import type { MessageItem } from '../message-items.ts'

/** In the bubble, below its text. */
export function BelowText(props: { item: MessageItem; roomModel: RoomModel }) {
  return (
    <>
      {props.item.call && <CallEntry {...props} />}
      <LinkCard {...props} />
      <CardButtons {...props} />
    </>
  )
}

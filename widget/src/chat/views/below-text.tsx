import type { MessageItem } from '../model/message-items.ts'
import type { RoomModel } from '../model/room-model.ts'
import { CardButtons } from './card-buttons.tsx'
import { LinkCard } from './link-card.tsx'

/** In the bubble, below its text. */
export function BelowText(props: { item: MessageItem; roomModel: RoomModel }) {
  return (
    <>
      <LinkCard {...props} />
      <CardButtons {...props} />
    </>
  )
}

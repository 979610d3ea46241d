import type { DialogModel } from '../model/dialog-model.ts'
import type { MessageItem } from '../model/message-items.ts'
import { CardButtons } from './card-buttons.tsx'
import { LinkCard } from './link-card.tsx'

/** In the bubble, below its text. */
export function BelowText(props: { item: MessageItem; dialog: DialogModel }) {
  return (
    <>
      <LinkCard {...props} />
      <CardButtons {...props} />
    </>
  )
}

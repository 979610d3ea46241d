import type { Card } from '@imbachat/protocol/messages/cards'
import type { EditForSite } from '../ports.ts'

/**
 * The card after a change by the site: given fields replace the stored ones, and new buttons can be pressed again.
 * @param given missing: it stays; null: title and buttons go
 */
export function changedCard(before: Card | undefined, given: EditForSite['card']): Card | undefined {
  if (given === undefined) return before
  if (given === null) return undefined
  const { pressed, ...kept } = before ?? {}
  const isAnew = given.buttons !== undefined || given.after_press !== undefined
  const all = { ...kept, ...given, ...(!isAnew && pressed && { pressed }) }
  const { title, buttons, after_press } = all
  const card: Card = {
    ...(title && { title }),
    ...(buttons?.length && {
      buttons,
      ...(after_press && { after_press }),
      ...(all.pressed && { pressed: all.pressed }),
    }),
  }
  return Object.keys(card).length > 0 ? card : undefined
}

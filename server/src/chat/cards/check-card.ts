import { ChatError } from '@imbachat/protocol'
import type { CardGiven } from '@imbachat/protocol/messages/cards'
import { originAllowed } from '@imbachat/protocol/page/origins'
import { mustBeFitText } from '../../moderation/rules/fit-line.ts'
import type { Widget } from '../widget.ts'

/**
 * Checks what a card's schema can't: the targets of its addresses, and the widget's word lists. The site's server is
 * trusted, but its users may have typed the text.
 * @throws ChatError invalid_field, words_refused, which name the field
 */
export async function mustBeAllowed({ title, picture, buttons = [] }: CardGiven, widget: Widget): Promise<void> {
  if (title) await mustBeFitText(title, widget, 'card.title')
  if (picture !== undefined) mustLeadToTheSite(picture, 'card.picture', widget)
  for (const [place, { label, text, url }] of buttons.entries()) {
    const field = `card.buttons.${place}`
    await mustBeFitText(label, widget, `${field}.label`)
    // a user who presses the button could not send it
    if (text !== undefined) await mustBeFitText(text, widget, `${field}.text`)
    if (url !== undefined) mustLeadToTheSite(url, `${field}.url`, widget)
  }
}

function mustLeadToTheSite(address: string, field: string, { origins, settings }: Widget): void {
  const allowed = [...origins, ...settings.card_origins]
  if (originAllowed(new URL(address).origin, allowed)) return
  const message = `${field}: must be an address of an origin that the widget allows (${allowed.join(', ') || 'none'})`
  throw new ChatError('invalid_field', message, { field })
}

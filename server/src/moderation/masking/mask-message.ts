import type { MaskedText } from '../../chat/ports.ts'
import type { WidgetSettings } from '../../chat/widget.ts'
import { findContactDetails } from './contact-details.ts'
import { type MessageText, maskText, type Span } from './mask-text.ts'

type Policy = Pick<WidgetSettings, 'mask_contacts'>

/** A user's text as it is stored. The original is stored nowhere. */
export interface MaskableText extends MessageText {
  /** the text to store instead, if the room and the sender's role in it require that: the transaction decides */
  masked?: MaskedText
}

/** Masks the spans that the widget's rules found, and prepares the form without contact details. */
export function maskByPolicy(message: MessageText, masks: readonly Span[], { mask_contacts }: Policy): MaskableText {
  const shown: MessageText =
    masks.length === 0
      ? message
      : withMask(
          maskText(withoutMaskedLinks(message, masks), masks, (word) => '*'.repeat([...word].length)),
          'words',
        )
  if (mask_contacts === 'off') return shown
  const masked = withoutContactDetails(shown)
  return masked
    ? { ...shown, masked: { ...masked, where: mask_contacts === 'dialogs' ? 'dialogs' : 'requests' } }
    : shown
}

/** Removes a link whose words are masked: its address may contain the masked text. */
function withoutMaskedLinks({ text, parts }: MessageText, masks: readonly Span[]): MessageText {
  const { entities: given = [], ...others } = parts
  const isMasked = ({ offset, length }: { offset: number; length: number }) =>
    masks.some(({ start, end }) => start <= offset && offset + length <= end)
  const entities = given.filter((entity) => entity.type !== 'link' || !isMasked(entity))
  return { text, parts: entities.length > 0 ? { ...others, entities } : others }
}

/** @returns null: it has no contact details */
function withoutContactDetails(message: MessageText): MessageText | null {
  const found = findContactDetails(message.text)
  const { entities = [], ...others } = message.parts
  // the address of such a link stands nowhere in the text
  const kept = entities.filter(({ type }) => type !== 'link')
  if (found.length === 0 && kept.length === entities.length) return null
  const without = { text: message.text, parts: kept.length > 0 ? { ...others, entities: kept } : others }
  return withMask(maskText(without, found, hidden), 'contacts')
}

const hidden = () => '•••'

const withMask = ({ text, parts }: MessageText, masked: 'contacts' | 'words'): MessageText => ({
  text,
  parts: { ...parts, masked },
})

import type { MaskedText } from '../../chat/ports.ts'
import type { WidgetSettings } from '../../chat/widget.ts'
import { findContactDetails } from './contact-details.ts'
import { maskText, type Said, type Span } from './mask-text.ts'

type Policy = Pick<WidgetSettings, 'mask_contacts'>

/** A user's text as it is stored. The original is stored nowhere. */
export interface SaidByPolicy extends Said {
  /** what is stored instead where the room and the sender's place in it call for it: the transaction decides */
  masked?: MaskedText
}

/** Masks what the widget's rules found, and prepares the form without contact details. */
export function saidByPolicy(said: Said, masks: readonly Span[], { mask_contacts }: Policy): SaidByPolicy {
  const shown: Said =
    masks.length === 0
      ? said
      : withMask(
          maskText(withoutMaskedLinks(said, masks), masks, (word) => '*'.repeat([...word].length)),
          'words',
        )
  if (mask_contacts === 'off') return shown
  const masked = withoutContactDetails(shown)
  return masked
    ? { ...shown, masked: { ...masked, where: mask_contacts === 'dialogs' ? 'dialogs' : 'requests' } }
    : shown
}

/** A link whose words are masked leads nowhere: its address may be what was masked. */
function withoutMaskedLinks({ text, parts }: Said, masks: readonly Span[]): Said {
  const { entities: given = [], ...others } = parts
  const isMasked = ({ offset, length }: { offset: number; length: number }) =>
    masks.some(({ start, end }) => start <= offset && offset + length <= end)
  const entities = given.filter((entity) => entity.type !== 'link' || !isMasked(entity))
  return { text, parts: entities.length > 0 ? { ...others, entities } : others }
}

/** @returns null: it has no contact details */
function withoutContactDetails(said: Said): Said | null {
  const found = findContactDetails(said.text)
  const { entities = [], ...others } = said.parts
  // the address of such a link stands nowhere in the text
  const kept = entities.filter(({ type }) => type !== 'link')
  if (found.length === 0 && kept.length === entities.length) return null
  const without = { text: said.text, parts: kept.length > 0 ? { ...others, entities: kept } : others }
  return withMask(maskText(without, found, hidden), 'contacts')
}

const hidden = () => '•••'

const withMask = ({ text, parts }: Said, masked: 'contacts' | 'words'): Said => ({ text, parts: { ...parts, masked } })

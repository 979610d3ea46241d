import { ChatError } from '@imbachat/protocol'
import type { Widget } from '../../chat/widget.ts'
import { maskByPolicy } from '../masking/mask-message.ts'
import type { MessageText } from '../masking/mask-text.ts'
import { findInText } from './find-in-text.ts'
import { judgementOf } from './judge-message.ts'

type Policy = Pick<Widget, 'rules' | 'settings'>

/**
 * Checks a name that the site or its team gives: no list may refuse it.
 * @throws ChatError words_refused, server_busy
 */
export async function mustBeFitText(text: string, { rules }: Pick<Policy, 'rules'>, field: string): Promise<void> {
  if ((await findInText(text, rules)).some(({ action }) => action === 'refuse')) throw wordsRefused(field)
}

/**
 * A user's title, note, name or file name that other users read, without words that lists mask. It
 * can't wait for a review as a message does, so a list that holds messages refuses it.
 * @throws ChatError words_refused, server_busy
 */
export async function fitLine(line: string, { rules }: Pick<Policy, 'rules'>, field: string): Promise<string> {
  const findings = await findInText(line, rules)
  if (findings.some(({ action }) => action === 'refuse' || action === 'hold')) throw wordsRefused(field)
  return maskByPolicy({ text: line, parts: {} }, judgementOf(findings).masks, { mask_contacts: 'off' }).text
}

/** May the chat show this text of another site? A list that only flags hides nothing. */
export const isFitToShow = async (text: string, { rules }: Pick<Policy, 'rules'>): Promise<boolean> =>
  (await findInText(text, rules)).every(({ action }) => action === 'flag')

/**
 * A text that the site sends in a user's name, as it is stored: lists apply to it too.
 * @throws ChatError words_refused
 */
export async function textForUser(
  message: MessageText,
  { rules }: Pick<Policy, 'rules'>,
  field: string,
): Promise<MessageText> {
  const findings = await findInText(message.text, rules)
  if (findings.some(({ action }) => action === 'refuse')) throw wordsRefused(field)
  return maskByPolicy(message, judgementOf(findings).masks, { mask_contacts: 'off' })
}

export const wordsRefused = (field: string): ChatError =>
  new ChatError('words_refused', `${field} has something that this widget does not allow.`, { field })

/** A line as it is stored: without what lists mask, and without contact details if the widget masks them. */
export async function lineByPolicy(line: string, { rules, settings }: Policy): Promise<string> {
  const stored = maskByPolicy({ text: line, parts: {} }, judgementOf(await findInText(line, rules)).masks, settings)
  return stored.masked?.text ?? stored.text
}

import { ChatError } from '@imbachat/protocol'
import type { Widget } from '../../owner/widgets/widget.ts'
import { saidByPolicy } from '../moderation/mask-message.ts'
import type { Said } from '../moderation/mask-text.ts'
import { findInText } from './find-in-text.ts'
import { judgementOf } from './judge-message.ts'

type Policy = Pick<Widget, 'rules' | 'settings'>

/** A title, note, name or text has nothing that a list refuses. @throws ChatError words_refused, server_busy */
export async function mustBeFitText(text: string, { rules }: Pick<Policy, 'rules'>, field: string): Promise<void> {
  if (await isFitText(text, { rules })) return
  throw wordsRefused(field)
}

export const isFitText = async (text: string, { rules }: Pick<Policy, 'rules'>): Promise<boolean> =>
  (await findInText(text, rules)).every(({ action }) => action !== 'refuse')

/**
 * What the site says in a user's name as it is stored: lists bind it too.
 * @throws ChatError words_refused
 */
export async function saidForUser(said: Said, { rules }: Pick<Policy, 'rules'>, field: string): Promise<Said> {
  const findings = await findInText(said.text, rules)
  if (findings.some(({ action }) => action === 'refuse')) throw wordsRefused(field)
  return saidByPolicy(said, judgementOf(findings).masks, { mask_contacts: 'off' })
}

export const wordsRefused = (field: string): ChatError =>
  new ChatError('words_refused', `${field} has something that this widget does not allow.`, { field })

/** A line as it is stored: without what lists mask, and without contact details if the widget masks them. */
export async function lineByPolicy(line: string, { rules, settings }: Policy): Promise<string> {
  const said = saidByPolicy({ text: line, parts: {} }, judgementOf(await findInText(line, rules)).masks, settings)
  return said.masked?.text ?? said.text
}

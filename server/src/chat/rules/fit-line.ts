import { ChatError } from '@imbachat/protocol'
import type { Widget } from '../../owner/widgets/widget.ts'
import { saidByPolicy } from '../moderation/mask-message.ts'
import type { Said } from '../moderation/mask-text.ts'
import { findInLine, findInText } from './find-in-text.ts'
import { judgementOf } from './judge-message.ts'

type Policy = Pick<Widget, 'rules' | 'settings'>

/** A title, note or name has nothing that a list refuses. @throws ChatError words_refused */
export function mustBeFitLine(line: string, { rules }: Pick<Policy, 'rules'>, field: string): void {
  if (isFitLine(line, { rules })) return
  throw wordsRefused(field)
}

export const isFitLine = (line: string, { rules }: Pick<Policy, 'rules'>): boolean =>
  findInLine(line, rules).every(({ action }) => action !== 'refuse')

/** The same for a text, which may be long. @throws ChatError words_refused */
export async function mustBeFitText(text: string, { rules }: Pick<Policy, 'rules'>, field: string): Promise<void> {
  if ((await findInText(text, rules)).some(({ action }) => action === 'refuse')) throw wordsRefused(field)
}

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
export function lineByPolicy(line: string, { rules, settings }: Policy): string {
  const said = saidByPolicy({ text: line, parts: {} }, judgementOf(findInLine(line, rules)).masks, settings)
  return said.masked?.text ?? said.text
}

import { ChatError, isVisible } from '@imbachat/protocol'

/**
 * Text is stored exactly as sent, right-to-left controls included: the client isolates it when it shows it.
 * @param mayBeEmpty the message has files
 * @throws ChatError message_empty, message_too_long, message_text_invalid
 */
export function checkMessageText(text: string, maxChars: number, mayBeEmpty = false): void {
  if (mayBeEmpty && text === '') return
  if (text.length > maxChars) {
    const message = `The text has ${text.length} characters; at most ${maxChars} are allowed.`
    throw new ChatError('message_too_long', message, { field: 'text' })
  }
  if (text.includes('\0')) {
    throw new ChatError('message_text_invalid', 'The text has a NUL character.', { field: 'text' })
  }
  if (!text.isWellFormed()) {
    throw new ChatError('message_text_invalid', 'The text has an unpaired surrogate.', { field: 'text' })
  }
  if (!isVisible(text)) throw new ChatError('message_empty', 'The text has no visible characters.', { field: 'text' })
}

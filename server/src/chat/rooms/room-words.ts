import type { ChatParts } from '../chat-parts.ts'
import { mustHaveNoListedWord, settingsOf } from '../messages/admit-message.ts'
import type { UserPrincipal } from '../principal.ts'

/** What users call a room and say of it is read by more users than most messages. @throws ChatError words_refused */
export async function mustHaveFitWords(
  parts: Pick<ChatParts, 'widgets'>,
  { widgetId }: Pick<UserPrincipal, 'widgetId'>,
  { title, description }: { title?: string | null | undefined; description?: string | undefined },
): Promise<void> {
  const settings = await settingsOf(parts, widgetId)
  if (title) mustHaveNoListedWord(title, settings, 'title')
  if (description) mustHaveNoListedWord(description, settings, 'description')
}

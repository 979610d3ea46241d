import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { mustBeFitText } from '../rules/fit-line.ts'

/** What users call a room and say of it is read by more users than most messages. @throws ChatError words_refused */
export async function mustHaveFitWords(
  deps: Pick<ChatDeps, 'widgets'>,
  { widgetId }: Pick<UserPrincipal, 'widgetId'>,
  { title, description }: { title?: string | null | undefined; description?: string | undefined },
): Promise<void> {
  const widget = await widgetOf(deps, widgetId)
  if (title) await mustBeFitText(title, widget, 'title')
  if (description) await mustBeFitText(description, widget, 'description')
}

import { fitLine } from '../../moderation/rules/fit-line.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'

/**
 * A room's title and description are read by more users than most messages.
 * @returns title and description as they are stored, as far as they are given
 * @throws ChatError words_refused
 */
export async function fitRoomWords(
  deps: Pick<ChatDeps, 'widgets'>,
  { widget_id }: Pick<UserPrincipal, 'widget_id'>,
  { title, description }: { title?: string | null | undefined; description?: string | undefined },
): Promise<{ title?: string; description?: string }> {
  const widget = await widgetOf(deps, widget_id)
  return {
    ...(title && { title: await fitLine(title, widget, 'title') }),
    ...(description && { description: await fitLine(description, widget, 'description') }),
  }
}

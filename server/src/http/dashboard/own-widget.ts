import type { OwnerPrincipal } from '../../chat/principal.ts'
import { noSuchWidget } from '../../owner/widgets/scope.ts'
import type { Widget } from '../../owner/widgets/widget.ts'
import type { Widgets } from '../../owner/widgets/widgets.ts'

/** The owner's widget with its keys in the clear, for checks on the server. @throws ChatError not_found */
export async function ownWidget(widgets: Widgets, owner: OwnerPrincipal, widgetId: number): Promise<Widget> {
  const { id } = await widgets.get(owner, widgetId)
  const widget = await widgets.find(id)
  if (widget === null) throw noSuchWidget(widgetId)
  return widget
}

import { ChatError } from '@imbachat/protocol'
import { getWidget } from './get-widget.ts'
import { inScope, noSuchWidget, type WidgetScope } from './scope.ts'
import type { WidgetDeps } from './widget-deps.ts'

/**
 * Marks the widget as deleted: from the next check on, no user and no account can use it. `createWidgetEraser` removes
 * its rows later.
 * @param name typed by the owner to confirm
 * @throws ChatError not_found, also for another account's widget; invalid_field if the name is another one
 */
export async function deleteWidget(
  deps: WidgetDeps,
  scope: WidgetScope,
  widget_id: number,
  name: string,
): Promise<void> {
  const widget = await getWidget(deps, scope, widget_id)
  if (widget.name !== name.trim()) {
    throw new ChatError('invalid_field', "name: must be the widget's name, to confirm the deletion", { field: 'name' })
  }
  const { numUpdatedRows } = await deps.control
    .updateTable('widget')
    .set({ deleted_at: deps.clock.now() })
    .where('id', '=', widget_id)
    .where('deleted_at', 'is', null)
    .where(inScope(scope))
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) throw noSuchWidget(widget_id)
}

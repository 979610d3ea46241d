import type { WidgetContents } from '@imbachat/protocol/http/widget/widgets'
import { getWidget } from './get-widget.ts'
import type { WidgetScope } from './scope.ts'
import type { WidgetDeps } from './widget-deps.ts'

/** The largest count: reading stays short, however large the widget is. */
const COUNTED = 100_000

/** @throws ChatError not_found, also for another account's widget */
export async function widgetContents(
  deps: Pick<WidgetDeps, 'readDb'>,
  scope: WidgetScope,
  widget_id: number,
): Promise<WidgetContents> {
  await getWidget(deps, scope, widget_id)
  const users = deps.readDb.selectFrom('chat_user').select('id').where('widget_id', '=', widget_id).limit(COUNTED)
  const rooms = deps.readDb.selectFrom('room').select('last_seq').where('widget_id', '=', widget_id).limit(COUNTED)
  const counted = await deps.readDb
    .selectFrom(users.as('some'))
    .select((eb) => eb.fn.countAll().as('users'))
    .executeTakeFirstOrThrow()
  const summed = await deps.readDb
    .selectFrom(rooms.as('some'))
    .select((eb) => [eb.fn.countAll().as('rooms'), eb.fn.sum('last_seq').as('messages')])
    .executeTakeFirstOrThrow()
  const contents = {
    users: Number(counted.users),
    rooms: Number(summed.rooms),
    messages: Number(summed.messages ?? 0),
  }
  return { ...contents, complete: contents.users < COUNTED && contents.rooms < COUNTED }
}

import { ChatError } from '@imbachat/protocol'
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'

/**
 * The widgets that an operation may read or change: those of one account's teams, the one widget of a person whom the
 * site's admin signed in, or `all_widgets`: for the command line, for the server itself, and for operations of the
 * server administrator.
 */
export type WidgetScope = { account_id: string; site?: { widget_id: number } | null } | 'all_widgets'

/** The condition that limits queries to the widgets of one account's teams. */
export const inScope = (scope: WidgetScope) => (eb: ExpressionBuilder<Database, 'widget'>) => {
  if (scope === 'all_widgets') return eb.lit(true)
  if (scope.site) return eb('widget.id', '=', scope.site.widget_id)
  return eb(
    'widget.id',
    'in',
    eb
      .selectFrom('widget as counted')
      .select('counted.id')
      .where('counted.account_id', '=', scope.account_id)
      .unionAll(
        eb
          .selectFrom('team_member')
          .select('team_member.widget_id as id')
          .where('team_member.account_id', '=', scope.account_id),
      ),
  )
}

/** Another account's widget answers as a missing one: numbers are guessable, and existence must stay private. */
export const noSuchWidget = (widget_id: number): ChatError =>
  new ChatError('not_found', `there is no widget ${widget_id}`, { field: 'widget_id' })

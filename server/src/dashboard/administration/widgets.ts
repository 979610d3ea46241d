import type { ServerWidget, WIDGET_FILTERS, WidgetQuotas } from '@imbachat/protocol/http/administration'
import { sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { NO_QUOTAS } from '../../chat/widget.ts'
import { noSuchWidget } from '../widgets/scope.ts'
import type { AdministrationDeps, ListInput } from './administration-deps.ts'
import { hasPart } from './has-part.ts'

export type WidgetFilter = (typeof WIDGET_FILTERS)[number]

type Deps = Pick<AdministrationDeps, 'control' | 'readDb' | 'clock'>

const MONTH_MS = 30 * 24 * 3_600_000
/** More users than this are not counted for a list: each widget of it costs a look into an index. */
const COUNTED = 10_000

const places = cursorOf('number')

/** The newest first: the cursor is the last number. Counting costs the same for a widget of any size. */
export async function listAllWidgets(
  deps: Deps,
  { query, filter, limit, cursor }: ListInput<WidgetFilter>,
): Promise<{ widgets: ServerWidget[]; next: string | null }> {
  const before = cursor === undefined ? null : places.read(cursor)[0]
  const rows = await selectWidgets(deps)
    .$if(query !== '', (rows) =>
      rows.where((eb) =>
        eb.or([
          hasPart('widget.name', query),
          hasPart('owner.email', query.toLowerCase()),
          ...(/^[1-9]\d{0,14}$/.test(query) ? [eb('widget.id', '=', Number(query))] : []),
        ]),
      ),
    )
    .$if(filter === 'suspended', (rows) => rows.where('widget.suspended_at', 'is not', null))
    .$if(filter === 'quotas', (rows) => rows.where('widget.quotas', '!=', '{}'))
    .$if(before !== null, (rows) => rows.where('widget.id', '<', before ?? 0))
    .orderBy('widget.id', 'desc')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(rows.map(asWidget), limit, ({ widget_id }) => places.write(widget_id))
  return { widgets: page, next }
}

/** Each node sees it at its next look at the widget, within a second. @throws ChatError not_found */
export async function suspendWidget(deps: Deps, widget_id: number, reason: string): Promise<ServerWidget> {
  const at = deps.clock.now()
  return change(deps, widget_id, { suspended_at: at, suspended_for: reason === '' ? null : reason })
}

/** @throws ChatError not_found */
export const resumeWidget = (deps: Deps, widget_id: number): Promise<ServerWidget> =>
  change(deps, widget_id, { suspended_at: null, suspended_for: null })

/** @throws ChatError not_found */
export async function setQuotas(
  deps: Deps,
  widget_id: number,
  quotas: WidgetQuotas,
): Promise<{ before: WidgetQuotas; widget: ServerWidget }> {
  const { quotas: before } = await readWidget(deps, widget_id)
  const own = Object.fromEntries(Object.entries(quotas).filter(([, value]) => value !== null))
  return { before, widget: await change(deps, widget_id, { quotas: JSON.stringify(own) }) }
}

async function change(
  deps: Deps,
  widget_id: number,
  columns: { suspended_at: number | null; suspended_for: string | null } | { quotas: string },
): Promise<ServerWidget> {
  await deps.control
    .updateTable('widget')
    .set(columns)
    .where('id', '=', widget_id)
    .where('deleted_at', 'is', null)
    .execute()
  return readWidget(deps, widget_id)
}

async function readWidget(deps: Deps, widget_id: number): Promise<ServerWidget> {
  const row = await selectWidgets(deps).where('widget.id', '=', widget_id).executeTakeFirst()
  if (row === undefined) throw noSuchWidget(widget_id)
  return asWidget(row)
}

const selectWidgets = ({ readDb, clock }: Deps) => {
  const since = clock.now() - MONTH_MS
  return readDb
    .selectFrom('widget')
    .leftJoin('owner', 'owner.id', 'widget.account_id')
    .where('widget.deleted_at', 'is', null)
    .select(['widget.id', 'widget.name', 'owner.email', 'widget.created_at', 'widget.quotas'])
    .select((eb) => [
      'widget.suspended_at',
      'widget.suspended_for',
      eb
        .selectFrom('statistic')
        .whereRef('statistic.widget_id', '=', 'widget.id')
        .select((row) => row.fn.max('statistic.hour').as('hour'))
        .as('active_at'),
      eb
        .selectFrom('statistic')
        .whereRef('statistic.widget_id', '=', 'widget.id')
        .where('statistic.hour', '>=', since)
        .select((row) => row.fn.sum('statistic.messages').as('messages'))
        .as('messages'),
      eb
        .selectFrom((some) =>
          some
            .selectFrom('active_user')
            .whereRef('active_user.widget_id', '=', 'widget.id')
            .where('active_user.day', '>=', since)
            .select(sql<number>`1`.as('user'))
            .limit(COUNTED)
            .as('some'),
        )
        .select((row) => row.fn.countAll().as('count'))
        .as('active_users'),
      eb
        .selectFrom('file_usage')
        .whereRef('file_usage.widget_id', '=', 'widget.id')
        .select('file_usage.bytes')
        .as('file_bytes'),
    ])
}

type WidgetRow = Awaited<ReturnType<ReturnType<typeof selectWidgets>['execute']>>[number]

const asWidget = (row: WidgetRow): ServerWidget => ({
  widget_id: row.id,
  name: row.name,
  owner: row.email,
  created_at: row.created_at,
  active_at: row.active_at === null ? null : Number(row.active_at),
  messages: Number(row.messages ?? 0),
  active_users: Number(row.active_users),
  file_bytes: Number(row.file_bytes ?? 0),
  suspended: row.suspended_at === null ? null : { at: row.suspended_at, reason: row.suspended_for ?? '' },
  quotas: { ...NO_QUOTAS, ...(JSON.parse(row.quotas) as Partial<WidgetQuotas>) },
})

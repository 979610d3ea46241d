import { ChatError } from '@imbachat/protocol'
import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { CALLED_WITH_PASSWORD } from '@imbachat/protocol/http/widget/widget-settings'
import type { ListedWidget, WidgetView, widgetOperations } from '@imbachat/protocol/http/widget/widgets'
import { NO_WIDGET } from '../../../dashboard/audit/audit.ts'
import { changesOf } from '../../../dashboard/audit/changes-of.ts'
import type { WidgetChange } from '../../../dashboard/widgets/change-widget.ts'
import { widgetSnippet } from '../../../dashboard/widgets/snippet.ts'
import type { WidgetRecord } from '../../../dashboard/widgets/widget-rows.ts'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const widgetActs: Acts<typeof widgetOperations> = {
  'widgets.list': async ({ query, actor }, { widgets, team, config, waitingWork }) => {
    const page = await widgets.list(actor, { cursor: query.cursor ?? null, limit: query.limit })
    const ids = page.widgets.map(({ id }) => id)
    const roles = await team.rolesOf(actor, ids)
    const listed = page.widgets.map(async (widget): Promise<ListedWidget> => {
      const view = widgetView(widget, config, roles.get(widget.id) ?? null)
      if (!mayActAs(view.role, 'moderator')) return { ...view, waiting: null }
      const { open, appeals } = await waitingWork.countOf(widget.id)
      return { ...view, waiting: open + appeals }
    })
    return { result: { widgets: await Promise.all(listed), next: page.next } }
  },

  'widgets.create': async ({ body, actor }, { widgets, config }) => {
    const widget = await widgets.create(actor.account_id, body)
    return {
      result: { widget: widgetView(widget, config, 'owner') },
      audit: { widget_id: widget.id, target: widget.name },
    }
  },

  'widgets.get': async ({ params, actor }, { widgets, config }) => ({
    result: { widget: widgetView(await widgets.get(actor, params.widget_id), config, actor.role) },
  }),

  'widgets.change': async ({ params, body, actor }, { widgets, config }) => {
    if (actor.site !== null) mustLeaveAddresses(body)
    const before = await widgets.get(actor, params.widget_id)
    const after = await widgets.change(actor, params.widget_id, body)
    const changes = { ...changesOf(before, after), ...changesOf(before.settings, after.settings) }
    return {
      result: { widget: widgetView(after, config, actor.role) },
      audit: { nothing: Object.keys(changes).length === 0, details: { changes } },
    }
  },

  'widgets.contents': async ({ params, actor }, { widgets }) => ({
    result: { contents: await widgets.contents(actor, params.widget_id) },
  }),

  'widgets.delete': async ({ params, body, actor }, { widgets }) => {
    await widgets.delete(actor, params.widget_id, body.name)
    // The log of the widget is erased with it.
    return {
      result: { widget_id: params.widget_id },
      audit: { widget_id: NO_WIDGET, target: `${body.name.trim()} (${params.widget_id})` },
    }
  },
}

const ADDRESSES = [
  'users_info_url',
  'origins',
  ...(Object.keys(CALLED_WITH_PASSWORD) as (keyof typeof CALLED_WITH_PASSWORD)[]),
] as const

/**
 * The server sends the API password to these addresses, and pages of the origins show the chat: a person without a key
 * of the widget must not get one this way.
 */
function mustLeaveAddresses({ users_info_url, origins, settings }: WidgetChange): void {
  const given = { users_info_url, origins, ...settings }
  const field = ADDRESSES.find((name) => given[name] !== undefined)
  if (field === undefined) return
  throw new ChatError('forbidden', `${field}: only an account of the team may change it`, { field })
}

/** A widget as its team sees it, without its keys. */
const widgetView = (
  widget: WidgetRecord,
  { publicUrl }: { publicUrl: string },
  role: WidgetRole | null,
): WidgetView => ({
  widget_id: widget.id,
  role: role ?? 'viewer',
  name: widget.name,
  users_info_url: widget.users_info_url,
  origins: widget.origins,
  settings: widget.settings,
  suspended: widget.suspended,
  snippet: widgetSnippet(publicUrl, widget.id),
  created_at: widget.created_at,
})

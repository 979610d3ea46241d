import type { WidgetView } from '@imbachat/protocol/http/widgets'
import type { WidgetRole } from '@imbachat/protocol/widget-roles'
import { widgetSnippet } from '../../owner/widgets/snippet.ts'
import type { WidgetRecord } from '../../owner/widgets/widget-rows.ts'

/** A widget as its team sees it, without its keys. */
export const widgetView = (
  widget: WidgetRecord,
  { publicUrl }: { publicUrl: string },
  role: WidgetRole | null,
): WidgetView => ({
  widget_id: widget.id,
  role: role ?? 'viewer',
  name: widget.name,
  users_info_url: widget.usersInfoUrl,
  origins: widget.origins,
  settings: widget.settings,
  suspended: widget.suspended,
  snippet: widgetSnippet(publicUrl, widget.id),
  created_at: widget.createdAt,
})

import type { WidgetView } from '@imbachat/protocol/http/widgets'
import { widgetSnippet } from '../../owner/widgets/snippet.ts'
import type { WidgetRecord } from '../../owner/widgets/widget-rows.ts'

/** A widget as its owner sees it, without its keys. */
export const widgetView = (widget: WidgetRecord, { publicUrl }: { publicUrl: string }): WidgetView => ({
  widget_id: widget.id,
  name: widget.name,
  users_info_url: widget.usersInfoUrl,
  origins: widget.origins,
  settings: widget.settings,
  snippet: widgetSnippet(publicUrl, widget.id),
  created_at: widget.createdAt,
})

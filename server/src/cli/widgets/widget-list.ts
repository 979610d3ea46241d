import { pageQuery } from '@imbachat/protocol/http/widget/widgets'
import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { byOptions } from '../values.ts'

export const widgetList: Command = {
  name: 'widget list',
  summary: 'List widgets, oldest first',
  options: {
    limit: { value: 'N', help: 'number of widgets, 1 to 100; default 50' },
    cursor: { value: 'CURSOR', help: '`next` of the previous page' },
    json: { help: 'print JSON: {"widgets": […], "next": CURSOR or null}' },
  },
  async run(given, { print, ...io }) {
    const page = byOptions(pageQuery, { limit: given.text('limit'), cursor: given.text('cursor') })
    const { widgets, next } = await withResources({ print, ...io }, ({ widgets }) =>
      widgets.list('all_widgets', { limit: page.limit, cursor: page.cursor ?? null }),
    )
    if (given.on('json')) {
      print(JSON.stringify({ widgets: widgets.map(widgetJson), next }))
      return
    }
    for (const { id, name, users_info_url } of widgets)
      print(`${id}\t${name}\t${users_info_url ?? '(no Users info URL)'}`)
    if (widgets.length === 0) print('No widgets. Create one: imbachat widget create --name NAME')
    if (next !== null) print(`More: imbachat widget list --cursor ${next}`)
  },
}

export const widgetJson = (widget: {
  id: number
  name: string
  users_info_url: string | null
  origins: string[]
  settings: object
}) => ({
  id: widget.id,
  name: widget.name,
  users_info_url: widget.users_info_url,
  origins: widget.origins,
  settings: widget.settings,
})

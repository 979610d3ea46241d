import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { widgetIdOf } from '../values.ts'

export const webhookList: Command = {
  name: 'webhook list',
  summary: "List where a widget's events are delivered to",
  argument: 'WIDGET',
  options: { widget: { value: 'ID', help: 'the same as the argument' }, json: { help: 'print JSON' } },
  async run(given, { print, ...io }) {
    const widget_id = widgetIdOf(given)
    await withResources({ print, ...io }, async ({ widgets, webhooks }) => {
      await widgets.get('all_widgets', widget_id)
      const endpoints = await webhooks.list(widget_id)
      if (given.on('json')) return print(JSON.stringify(endpoints))
      for (const { endpoint_id, url, state, off_reason, problem, waiting, dead } of endpoints) {
        const why = off_reason ?? problem
        print(
          `${endpoint_id}  ${state}${why === null ? '' : ` (${why})`}  ${url}  waiting: ${waiting}, given up: ${dead}`,
        )
      }
    })
  },
}

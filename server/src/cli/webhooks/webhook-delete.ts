import { type Command, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { widgetIdOf } from '../values.ts'

export const webhookDelete: Command = {
  name: 'webhook delete',
  summary: 'Delete an endpoint of a widget with its deliveries',
  argument: 'WIDGET',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    id: { value: 'ID', required: true, help: 'of the endpoint, as "webhook list" shows it' },
  },
  async run(given, { print, ...io }) {
    const widget_id = widgetIdOf(given)
    const id = given.text('id')
    if (id === undefined) throw new UsageError('--id is missing: see "imbachat webhook list"')
    await withResources({ print, ...io }, async ({ widgets, webhooks }) => {
      await widgets.get('all_widgets', widget_id)
      print(`Deleted: ${await webhooks.delete(widget_id, id)}`)
    })
  },
}

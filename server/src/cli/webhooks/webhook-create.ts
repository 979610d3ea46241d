import { EVENT_TYPES } from '@imbachat/protocol/http/api/event-catalogue'
import { webhookOperations } from '@imbachat/protocol/http/widget/webhooks'
import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { byOptions, listOf, widgetIdOf } from '../values.ts'

export const webhookCreate: Command = {
  name: 'webhook create',
  summary: "Deliver a widget's events to an address, from now on",
  argument: 'WIDGET',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    url: { value: 'URL', required: true, help: 'of the receiver' },
    types: { value: 'TYPE', multiple: true, help: 'type of event, also several with commas; default: all' },
    description: { value: 'TEXT', help: 'for the team' },
    json: { help: 'print JSON' },
  },
  notes: `Types: ${EVENT_TYPES.join(', ')}`,
  async run(given, { print, ...io }) {
    const widget_id = widgetIdOf(given)
    const types = listOf(given, 'types')
    const input = byOptions(webhookOperations['webhooks.create'].body, {
      url: given.text('url'),
      ...(types && { types }),
      description: given.text('description') ?? '',
    })
    await withResources({ print, ...io }, async ({ widgets, webhooks }) => {
      await widgets.get('all_widgets', widget_id)
      const { endpoint, secrets } = await webhooks.create(widget_id, input)
      const [secret] = secrets
      print(
        given.on('json')
          ? JSON.stringify({ id: endpoint.endpoint_id, secret: secret?.value })
          : `Webhook ${endpoint.endpoint_id} of widget ${widget_id}: ${endpoint.url}\nSecret: ${secret?.value}`,
      )
    })
  },
}

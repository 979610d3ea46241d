import { widgetCreate as schema } from '@imbachat/protocol/http/widget/widgets'
import { widgetSnippet } from '../../dashboard/widgets/snippet.ts'
import { accountIdOf } from '../accounts/account-of.ts'
import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { warnOfGuess } from '../guessed-address.ts'
import { byOptions } from '../values.ts'
import { optionOfField, widgetFields, widgetOptions } from './widget-options.ts'
import { keyLines, widgetLines } from './widget-print.ts'

export const widgetCreate: Command = {
  name: 'widget create',
  summary: 'Create a widget with new keys',
  options: {
    name: { value: 'NAME', required: true, help: 'name in the dashboard' },
    ...widgetOptions,
    account: { value: 'EMAIL', help: 'owner; default: the first account, also one that is created later' },
  },
  async run(given, { print, ...io }) {
    const input = byOptions(schema, { name: given.text('name'), ...widgetFields(given) }, optionOfField)
    await withResources({ print, ...io }, async (resources) => {
      const { widgets, config } = resources
      const widget = await widgets.create(await accountIdOf(resources, given.text('account')), input)
      const keys = await widgets.keys('all_widgets', widget.id)
      const snippet = widgetSnippet(config.publicUrl, widget.id)
      print(
        given.on('json')
          ? JSON.stringify({
              id: widget.id,
              secret_key: keys.secret_keys[0]?.value,
              api_login: keys.api_login,
              api_password: keys.api_passwords[0]?.value,
              snippet,
            })
          : `${widgetLines(widget)}\n${keyLines(keys)}\n\n${snippet}`,
      )
      warnOfGuess(io, config.publicUrl)
    })
  },
}

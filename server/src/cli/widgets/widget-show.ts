import { widgetSnippet } from '../../dashboard/widgets/snippet.ts'
import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { warnOfGuess } from '../guessed-address.ts'
import { widgetIdOf } from '../values.ts'
import { widgetJson } from './widget-list.ts'
import { keyLines, widgetLines } from './widget-print.ts'

export const widgetShow: Command = {
  name: 'widget show',
  summary: 'Show a widget and its snippet',
  argument: 'ID',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    keys: { help: 'show its keys, too' },
    json: { help: 'print JSON' },
  },
  async run(given, { print, ...io }) {
    const id = widgetIdOf(given)
    await withResources({ print, ...io }, async ({ widgets, config }) => {
      const widget = await widgets.get('all_widgets', id)
      const keys = given.on('keys') ? await widgets.keys('all_widgets', id) : null
      const snippet = widgetSnippet(config.publicUrl, id)
      print(
        given.on('json')
          ? JSON.stringify({ ...widgetJson(widget), snippet, ...keys })
          : [widgetLines(widget), ...(keys ? [keyLines(keys)] : []), '', snippet].join('\n'),
      )
      warnOfGuess(io, config.publicUrl)
    })
  },
}

import { widgetChange } from '@imbachat/protocol/http/widget/widgets'
import { type Command, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { seeHelp } from '../parse.ts'
import { byOptions, widgetIdOf } from '../values.ts'
import { widgetJson } from './widget-list.ts'
import { optionOfField, widgetFields, widgetOptions } from './widget-options.ts'
import { widgetLines } from './widget-print.ts'

export const widgetSet: Command = {
  name: 'widget set',
  summary: 'Change a widget; --origin replaces the whole list, an empty value removes',
  argument: 'ID',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    name: { value: 'NAME', help: 'name in the dashboard' },
    ...widgetOptions,
  },
  async run(given, { print, ...io }) {
    const id = widgetIdOf(given)
    const name = given.text('name')
    const change = byOptions(
      widgetChange,
      { ...(name !== undefined && { name }), ...widgetFields(given) },
      optionOfField,
    )
    if (Object.keys(change).length === 0) throw new UsageError(`no changes were given; ${seeHelp(widgetSet)}`)
    const widget = await withResources({ print, ...io }, ({ widgets }) => widgets.change('all_widgets', id, change))
    print(given.on('json') ? JSON.stringify(widgetJson(widget)) : widgetLines(widget))
  },
}

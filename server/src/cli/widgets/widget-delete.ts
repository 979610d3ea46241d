import { type Command, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { widgetIdOf } from '../values.ts'

export const widgetDelete: Command = {
  name: 'widget delete',
  summary: 'Delete a widget with all its users, rooms and messages; this cannot be undone',
  argument: 'ID',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    confirm: { value: 'NAME', required: true, help: "the widget's name, to confirm" },
  },
  async run(given, { print, ...io }) {
    const id = widgetIdOf(given)
    const name = given.text('confirm')
    if (name === undefined) throw new UsageError("--confirm NAME is missing: the widget's name")
    await withResources({ print, ...io }, async ({ widgets }) => {
      const { users, rooms, messages, complete } = await widgets.contents('all_widgets', id)
      await widgets.delete('all_widgets', id, name)
      const counts = `users: ${users}, rooms: ${rooms}, messages: ${messages}${complete ? '' : ' or more'}`
      print(`Widget ${id} is deleted (${counts}).`)
      print('The running server removes its rows within minutes; without one, the next start does.')
    })
  },
}

import { KEY_HOURS, KEY_KINDS, type KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import { type Command, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { widgetIdOf } from '../values.ts'
import { keyLines } from './widget-print.ts'

export const widgetRotate: Command = {
  name: 'widget rotate',
  summary: 'Create a new key; the previous one works on for some hours, or until --retire or the next rotation',
  argument: 'ID',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    key: { value: 'KIND', help: `${KEY_KINDS.join(' or ')}; default secret_key` },
    hours: {
      value: 'N',
      help: `how long the previous key goes on, ${KEY_HOURS.min} to ${KEY_HOURS.max}; default ${KEY_HOURS.usual}`,
    },
    retire: { help: 'create none, retire the previous one' },
    json: { help: 'print JSON' },
  },
  async run(given, { print, ...io }) {
    const id = widgetIdOf(given)
    const hours = hoursOf(given.text('hours'))
    const kind = kindOf(given.text('key') ?? 'secret_key')
    const keys = await withResources({ print, ...io }, ({ widgets }) =>
      given.on('retire') ? widgets.retire('all_widgets', id, kind) : widgets.rotate('all_widgets', id, kind, hours),
    )
    print(given.on('json') ? JSON.stringify(keys) : keyLines(keys))
  },
}

function hoursOf(text: string | undefined): number {
  if (text === undefined) return KEY_HOURS.usual
  const hours = Number(text)
  if (!/^\d+$/.test(text) || hours < KEY_HOURS.min || hours > KEY_HOURS.max) {
    throw new UsageError(`--hours: ${JSON.stringify(text)} must be ${KEY_HOURS.min} to ${KEY_HOURS.max}`)
  }
  return hours
}

function kindOf(text: string): KeyKind {
  const kind = KEY_KINDS.find((known) => known === text.replaceAll('-', '_'))
  if (kind === undefined) throw new UsageError(`--key: ${JSON.stringify(text)} must be ${KEY_KINDS.join(' or ')}`)
  return kind
}

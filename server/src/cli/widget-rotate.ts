import { KEY_KINDS, type KeyKind } from '@imbachat/protocol/http/widget-keys'
import { type Command, UsageError } from './command.ts'
import { widgetIdOf } from './values.ts'
import { keyLines } from './widget-print.ts'
import { inWorkshop } from './workshop.ts'

export const widgetRotate: Command = {
  name: 'widget rotate',
  summary: 'Create a new key; the previous one stays valid until --retire or the next rotation',
  argument: 'ID',
  options: {
    widget: { value: 'ID', help: 'the same as the argument' },
    key: { value: 'KIND', help: `${KEY_KINDS.join(' or ')}; default secret_key` },
    retire: { help: 'create none, retire the previous one' },
    json: { help: 'print JSON' },
  },
  async run(given, { print, ...io }) {
    const id = widgetIdOf(given)
    const kind = kindOf(given.text('key') ?? 'secret_key')
    const keys = await inWorkshop({ print, ...io }, ({ widgets }) =>
      given.on('retire') ? widgets.retire('operator', id, kind) : widgets.rotate('operator', id, kind),
    )
    print(given.on('json') ? JSON.stringify(keys) : keyLines(keys))
  },
}

function kindOf(text: string): KeyKind {
  const kind = KEY_KINDS.find((known) => known === text.replaceAll('-', '_'))
  if (kind === undefined) throw new UsageError(`--key: ${JSON.stringify(text)} must be ${KEY_KINDS.join(' or ')}`)
  return kind
}

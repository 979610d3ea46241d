import type { WidgetKeys } from '@imbachat/protocol/http/widget/widget-keys'
import type { WidgetRecord } from '../../dashboard/widgets/widget-rows.ts'

/** A widget as human-readable lines. */
export function widgetLines(widget: WidgetRecord): string {
  return lines([
    ['Widget', String(widget.id)],
    ['Name', widget.name],
    ['Users info URL', widget.users_info_url ?? '(not set)'],
    ['Origins', widget.origins.join(', ') || '(none: no page can load it)'],
    ['Settings', JSON.stringify(widget.settings)],
  ])
}

/** Keys as human-readable lines. Keys that are being rotated out are marked. */
export function keyLines(keys: WidgetKeys): string {
  const named = (name: string, list: WidgetKeys['secret_keys']): [string, string][] =>
    list.map(({ value }, index) => [index === 0 ? name : `${name} (previous)`, value])
  return lines([
    ...named('Secret key', keys.secret_keys),
    ['API login', keys.api_login],
    ...named('API password', keys.api_passwords),
  ])
}

function lines(pairs: readonly [string, string][]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}

import { KEY_HOURS, type KeyKind, type KeyStates, type WidgetKeys } from '@imbachat/protocol/http/widget/widget-keys'
import type { WidgetContents } from '@imbachat/protocol/http/widget/widgets'
import type { WidgetMarks, WidgetReader } from '../../chat/widget.ts'
import type { ImportedKeys } from '../keys/imported-keys.ts'
import { extendKey, retireKey, rotateKey } from '../keys/rotate-key.ts'
import { changeWidget, type WidgetChange } from './change-widget.ts'
import { createWidget, type WidgetCreate } from './create-widget.ts'
import { deleteWidget } from './delete-widget.ts'
import { findShared, findWidget } from './find-widget.ts'
import { getKeyStates, getWidget, getWidgetKeys } from './get-widget.ts'
import { importWidget } from './import-widget.ts'
import { listWidgets, type WidgetPage } from './list-widgets.ts'
import type { WidgetScope } from './scope.ts'
import { widgetContents } from './widget-contents.ts'
import type { WidgetDeps } from './widget-deps.ts'
import { widgetMarks } from './widget-marks.ts'
import type { WidgetRecord } from './widget-rows.ts'

/**
 * The widgets of this server. Everything but `find` and `marks` acts inside a scope and throws ChatError not_found
 * outside of it.
 */
export interface Widgets extends WidgetReader, WidgetMarks {
  create(account_id: string | null, input: WidgetCreate): Promise<WidgetRecord>
  /** @throws ChatError forbidden when the number is taken */
  import(account_id: string | null, input: WidgetCreate & { id: number; keys: ImportedKeys }): Promise<WidgetRecord>
  list(scope: WidgetScope, page: { cursor: string | null; limit: number }): Promise<WidgetPage>
  get(scope: WidgetScope, widget_id: number): Promise<WidgetRecord>
  change(scope: WidgetScope, widget_id: number, change: WidgetChange): Promise<WidgetRecord>
  contents(scope: WidgetScope, widget_id: number): Promise<WidgetContents>
  /** `name` confirms: it must be the widget's */
  delete(scope: WidgetScope, widget_id: number, name: string): Promise<void>
  keys(scope: WidgetScope, widget_id: number): Promise<WidgetKeys>
  keyStates(scope: WidgetScope, widget_id: number): Promise<KeyStates>
  /** @param hours the old key stays valid for this long; default 24 */
  rotate(scope: WidgetScope, widget_id: number, kind: KeyKind, hours?: number): Promise<WidgetKeys>
  /** The key that is being replaced works so many hours from now. */
  extend(scope: WidgetScope, widget_id: number, kind: KeyKind, hours: number): Promise<KeyStates>
  retire(scope: WidgetScope, widget_id: number, kind: KeyKind): Promise<WidgetKeys>
}

export function createWidgets(deps: WidgetDeps): Widgets {
  return {
    find: findShared((widget_id) => findWidget(deps, widget_id)),
    marks: (widgetIds) => widgetMarks(deps, widgetIds),
    create: (account_id, input) => createWidget(deps, account_id, input),
    import: (account_id, input) => importWidget(deps, account_id, input),
    list: (scope, page) => listWidgets(deps, scope, page),
    get: (scope, widget_id) => getWidget(deps, scope, widget_id),
    async change(scope, widget_id, change) {
      const changed = await changeWidget(deps, scope, widget_id, change)
      if (change.settings?.mail !== undefined || change.settings?.notify_url !== undefined) {
        deps.mailChanged?.(widget_id)
      }
      return changed
    },
    contents: (scope, widget_id) => widgetContents({ readDb: deps.slowReadDb }, scope, widget_id),
    async delete(scope, widget_id, name) {
      await deleteWidget(deps, scope, widget_id, name)
      deps.deleted?.()
    },
    keys: (scope, widget_id) => getWidgetKeys(deps, scope, widget_id),
    keyStates: (scope, widget_id) => getKeyStates(deps, scope, widget_id),
    async rotate(scope, widget_id, kind, hours = KEY_HOURS.usual) {
      await rotateKey(deps, scope, widget_id, { kind, hours })
      return getWidgetKeys(deps, scope, widget_id)
    },
    async extend(scope, widget_id, kind, hours) {
      await extendKey(deps, scope, widget_id, { kind, hours })
      return getKeyStates(deps, scope, widget_id)
    },
    async retire(scope, widget_id, kind) {
      await retireKey(deps, scope, widget_id, kind)
      return getWidgetKeys(deps, scope, widget_id)
    },
  }
}

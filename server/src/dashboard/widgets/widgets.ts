import { KEY_HOURS, type KeyKind, type KeyStates, type WidgetKeys } from '@imbachat/protocol/http/widget/widget-keys'
import type { WidgetContents } from '@imbachat/protocol/http/widget/widgets'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { WidgetMarks, WidgetReader } from '../../chat/widget.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'
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
import { widgetMarks } from './widget-marks.ts'
import type { WidgetRecord } from './widget-rows.ts'

export interface WidgetDeps {
  /** writes; each statement is its own transaction */
  control: Kysely<Database>
  readDb: Kysely<Database>
  /** for what counts rows */
  slowReadDb: Kysely<Database>
  secrets: Secrets
  clock: Clock
  /** most widgets of an account; absent or 0: no limit */
  widgetsPerAccount?: number
  /** called after a deletion, so that its rows are removed soon */
  deleted?: () => void
}

/**
 * The widgets of this server. Everything but `find` and `marks` acts inside a scope and throws ChatError not_found
 * outside of it.
 */
export interface Widgets extends WidgetReader, WidgetMarks {
  create(accountId: string | null, input: WidgetCreate): Promise<WidgetRecord>
  /** @throws ChatError forbidden when the number is taken */
  import(accountId: string | null, input: WidgetCreate & { id: number; keys: ImportedKeys }): Promise<WidgetRecord>
  list(scope: WidgetScope, page: { cursor: string | null; limit: number }): Promise<WidgetPage>
  get(scope: WidgetScope, widgetId: number): Promise<WidgetRecord>
  change(scope: WidgetScope, widgetId: number, change: WidgetChange): Promise<WidgetRecord>
  contents(scope: WidgetScope, widgetId: number): Promise<WidgetContents>
  /** `name` confirms: it must be the widget's */
  delete(scope: WidgetScope, widgetId: number, name: string): Promise<void>
  keys(scope: WidgetScope, widgetId: number): Promise<WidgetKeys>
  keyStates(scope: WidgetScope, widgetId: number): Promise<KeyStates>
  /** @param hours that the key before goes on; default 24 */
  rotate(scope: WidgetScope, widgetId: number, kind: KeyKind, hours?: number): Promise<WidgetKeys>
  /** The key that is being replaced works so many hours from now. */
  extend(scope: WidgetScope, widgetId: number, kind: KeyKind, hours: number): Promise<KeyStates>
  retire(scope: WidgetScope, widgetId: number, kind: KeyKind): Promise<WidgetKeys>
}

export function createWidgets(deps: WidgetDeps): Widgets {
  return {
    find: findShared((widgetId) => findWidget(deps, widgetId)),
    marks: (widgetIds) => widgetMarks(deps, widgetIds),
    create: (accountId, input) => createWidget(deps, accountId, input),
    import: (accountId, input) => importWidget(deps, accountId, input),
    list: (scope, page) => listWidgets(deps, scope, page),
    get: (scope, widgetId) => getWidget(deps, scope, widgetId),
    change: (scope, widgetId, change) => changeWidget(deps, scope, widgetId, change),
    contents: (scope, widgetId) => widgetContents({ readDb: deps.slowReadDb }, scope, widgetId),
    async delete(scope, widgetId, name) {
      await deleteWidget(deps, scope, widgetId, name)
      deps.deleted?.()
    },
    keys: (scope, widgetId) => getWidgetKeys(deps, scope, widgetId),
    keyStates: (scope, widgetId) => getKeyStates(deps, scope, widgetId),
    async rotate(scope, widgetId, kind, hours = KEY_HOURS.usual) {
      await rotateKey(deps, scope, widgetId, { kind, hours })
      return getWidgetKeys(deps, scope, widgetId)
    },
    async extend(scope, widgetId, kind, hours) {
      await extendKey(deps, scope, widgetId, { kind, hours })
      return getKeyStates(deps, scope, widgetId)
    },
    async retire(scope, widgetId, kind) {
      await retireKey(deps, scope, widgetId, kind)
      return getWidgetKeys(deps, scope, widgetId)
    },
  }
}

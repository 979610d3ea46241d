import { ChatError } from '@imbachat/protocol'
import type { widgetCreate } from '@imbachat/protocol/http/widget/widgets'
import type { z } from 'zod'
import { DEFAULT_SETTINGS } from '../../chat/widget.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { freshApiLogin, freshKey } from '../keys/fresh-keys.ts'
import { storeKeys } from '../keys/store-keys.ts'
import type { WidgetDeps } from './widget-deps.ts'
import { storedSettings, type WidgetRecord, widgetRecord } from './widget-rows.ts'

export type WidgetCreate = z.output<typeof widgetCreate>

/**
 * Makes a widget with fresh keys. `account_id` null: the first account gets it when it is made. The quota is checked in
 * the statement that inserts; on PostgreSQL, requests of the same moment may pass it by one for each connection of the
 * dashboard.
 * @throws ChatError forbidden
 */
export async function createWidget(
  deps: WidgetDeps,
  account_id: string | null,
  input: WidgetCreate,
): Promise<WidgetRecord> {
  const { control, clock, limits = DEFAULT_LIMITS } = deps
  const { WIDGETS_PER_ACCOUNT: widgetsPerAccount } = limits
  const row = await control
    .insertInto('widget')
    .columns(['account_id', 'name', 'api_login', 'users_info_url', 'origins', 'settings', 'created_at'])
    .expression((eb) => {
      const own = eb
        .selectFrom('widget')
        .select(eb.fn.countAll().as('count'))
        .where('account_id', '=', account_id)
        .where('deleted_at', 'is', null)
      return control
        .selectNoFrom([
          eb.val(account_id).as('account_id'),
          eb.val(input.name).as('name'),
          eb.val(freshApiLogin()).as('api_login'),
          eb.val(input.users_info_url ?? null).as('users_info_url'),
          eb.val(JSON.stringify(input.origins ?? [])).as('origins'),
          eb.val(storedSettings({ ...DEFAULT_SETTINGS, ...definedOnly(input.settings ?? {}) })).as('settings'),
          eb.val(clock.now()).as('created_at'),
        ])
        .where(account_id === null || widgetsPerAccount === 0 ? eb.lit(true) : eb(own, '<', widgetsPerAccount))
    })
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) {
    throw new ChatError('forbidden', `an account may have at most ${widgetsPerAccount} widgets`)
  }
  // A process that dies right here leaves a widget without keys: no token is accepted for it until its owner rotates
  // them.
  await storeKeys(deps, row.id, { secret_key: freshKey('secret_key'), api_password: freshKey('api_password') })
  return widgetRecord(row)
}

/** `{theme: undefined}` means "not named", and must not overwrite. */
export function definedOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}

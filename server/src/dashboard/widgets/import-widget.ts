import { ChatError } from '@imbachat/protocol'
import { DEFAULT_SETTINGS } from '../../chat/widget.ts'
import { freshApiLogin, freshKey } from '../keys/fresh-keys.ts'
import type { ImportedKeys } from '../keys/imported-keys.ts'
import { storeKeys } from '../keys/store-keys.ts'
import { definedOnly, type WidgetCreate } from './create-widget.ts'
import type { WidgetDeps } from './widget-deps.ts'
import { storedSettings, type WidgetRecord, widgetRecord } from './widget-rows.ts'

/**
 * Creates a widget with the DEV_ID and keys that a site already has, so that the site changes only the host. Only for
 * the command line: over HTTP, an owner could take the number that another is about to get.
 * @throws ChatError forbidden when the number is taken
 */
export async function importWidget(
  deps: WidgetDeps,
  account_id: string | null,
  { id, keys, ...input }: WidgetCreate & { id: number; keys: ImportedKeys },
): Promise<WidgetRecord> {
  const row = await deps.control
    .insertInto('widget')
    .values({
      id,
      account_id,
      name: input.name,
      api_login: keys.api_login ?? freshApiLogin(),
      users_info_url: input.users_info_url ?? null,
      origins: JSON.stringify(input.origins ?? []),
      settings: storedSettings({ ...DEFAULT_SETTINGS, ...definedOnly(input.settings ?? {}) }),
      created_at: deps.clock.now(),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw new ChatError('forbidden', `DEV_ID ${id} is taken on this server`, { field: 'id' })
  await storeKeys(deps, id, {
    secret_key: keys.secret_key ?? freshKey('secret_key'),
    api_password: keys.api_password ?? freshKey('api_password'),
  })
  return widgetRecord(row)
}

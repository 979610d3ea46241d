import { KEY_KINDS } from '@imbachat/protocol/http/widget-keys'
import type { widgetCreate } from '@imbachat/protocol/http/widgets'
import type { z } from 'zod'
import { freshApiLogin, freshKey } from './fresh-keys.ts'
import { keyPurpose } from './key-purpose.ts'
import { DEFAULT_SETTINGS } from './widget.ts'
import { storedSettings, type WidgetRecord, widgetRecord } from './widget-rows.ts'
import type { WidgetDeps } from './widgets.ts'

export type WidgetCreate = z.output<typeof widgetCreate>

/** Makes a widget with fresh keys. `accountId` null: the first account gets it when it is made. */
export async function createWidget(
  { control, secrets, clock }: WidgetDeps,
  accountId: string | null,
  input: WidgetCreate,
): Promise<WidgetRecord> {
  const now = clock.now()
  const row = await control
    .insertInto('widget')
    .values({
      account_id: accountId,
      name: input.name,
      api_login: freshApiLogin(),
      users_info_url: input.users_info_url ?? null,
      origins: JSON.stringify(input.origins ?? []),
      settings: storedSettings({ ...DEFAULT_SETTINGS, ...definedOnly(input.settings ?? {}) }),
      created_at: now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  // A process that dies right here leaves a widget without keys: no token is accepted for it until its owner rotates them.
  await control
    .insertInto('widget_secret')
    .values(
      KEY_KINDS.map((kind) => ({
        widget_id: row.id,
        kind,
        id: 1,
        sealed: secrets.seal(freshKey(kind), keyPurpose(row.id, kind)),
        created_at: now,
      })),
    )
    .execute()
  return widgetRecord(row)
}

/** `{theme: undefined}` means "not named", and must not overwrite. */
export function definedOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never
}

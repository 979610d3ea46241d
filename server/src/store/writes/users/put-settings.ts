import { DEFAULT_USER_SETTINGS, MOST_MAIL_OFF } from '@imbachat/protocol/user-settings'
import { SETTINGS_KEY, settingsOfRow } from '../../../chat/own-state/own-item.ts'
import type { OwnItemRow, PutSettings } from '../../../chat/ports.ts'
import { oneByOne } from '../write.ts'
import { putItem } from './put-own-item.ts'

/** Changes the given settings. Those that bind other users are also stored with the user. */
export const putSettings = oneByOne<PutSettings, { item: OwnItemRow; changed: boolean }>(async (db, input) => {
  const { widget_id, user_id, settings, mailOf } = input
  const stored = await db
    .selectFrom('own_item')
    .select('value')
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', '=', SETTINGS_KEY)
    .executeTakeFirst()
  const next = { ...DEFAULT_USER_SETTINGS, ...settingsOfRow(stored?.value ?? null), ...settings }
  if (mailOf) {
    const others = (next.mail_off ?? []).filter((room_id) => room_id !== mailOf.room_id)
    if (mailOf.on) next.mail_off = others
    else if (others.length < MOST_MAIL_OFF) next.mail_off = [...others, mailOf.room_id]
    // a room must not drop out of the list, or mails about it would come again
    else next.mail = false
  }
  const put = await putItem(db, { widget_id, user_id, key: SETTINGS_KEY, value: JSON.stringify(next) })
  await db
    .updateTable('chat_user')
    .set({
      writes_from: next.writes_from,
      hides_last_seen: next.last_seen ? 0 : 1,
      hides_receipts: next.receipts ? 0 : 1,
    })
    .where('widget_id', '=', widget_id)
    .where('id', '=', user_id)
    .execute()
  return put
})

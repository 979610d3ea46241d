import { expect, test } from 'bun:test'
import { silentLog } from '../../../chat/log.ts'
import { manualClock } from '../../../chat/testing/manual-clock.ts'
import { openStore } from '../../index.ts'
import { dataDirWithTables } from '../../testing/data-dir.ts'
import { planOf } from '../../testing/plan-of.ts'
import { dialogsByKey } from './open-dialog.ts'

test('the dialogs of a pair are read by their keys on SQLite, and not from all rooms of a user', async () => {
  const { dataDir, remove } = await dataDirWithTables()
  const store = await openStore({ dataDir, clock: manualClock(), log: silentLog })
  try {
    const pair = { widget_id: 1, user_id: 'ann', peer_id: 'bob' }
    const plan = await planOf(store.readDb, (db) => db.selectFrom(dialogsByKey(db, pair)).selectAll().execute())
    expect(plan).toContain('SEARCH r USING INDEX room_by_dialog (widget_id=? AND dialog_key>? AND dialog_key<?)')
    expect(plan).toMatch(/SEARCH mine USING INDEX \w+ \(widget_id=\? AND room_id=\? AND user_id=\?\)/)
  } finally {
    await store.close()
    remove()
  }
})

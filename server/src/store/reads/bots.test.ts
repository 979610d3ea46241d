import { expect, test } from 'bun:test'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { openStore } from '../index.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { planOf } from '../testing/plan-of.ts'
import { selectRoomRows } from './room-rows.ts'
import { answeredIn } from './rooms.ts'

test('whether bots are in a room is read from the index of bots, and not from all users of the widget', async () => {
  const { dataDir, remove } = await dataDirWithTables()
  const store = await openStore({ dataDir, clock: manualClock(), log: silentLog })
  try {
    const plans = await Promise.all([
      planOf(store.readDb, (db) => answeredIn(db, 1, [1, 2])),
      planOf(store.readDb, (db) => selectRoomRows(db, 1, 'ann').execute()),
    ])
    for (const plan of plans) {
      expect(plan).toMatch(/SEARCH b USING INDEX chat_user_bot/)
      // the first look: has the widget any
      expect(plan).toMatch(/SEARCH chat_user USING (COVERING )?INDEX chat_user_bot/)
    }
  } finally {
    await store.close()
    remove()
  }
})

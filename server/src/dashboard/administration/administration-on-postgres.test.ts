import { expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { administeredDatabase } from '../../store/administered-database.ts'
import { openStore } from '../../store/index.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { createAccounts } from '../accounts/accounts.ts'
import { createWidgets } from '../widgets/widgets.ts'
import { createAdministration } from './administration.ts'
import { createBackups } from './backups.ts'
import { createNodes } from './nodes.ts'

test('ADMIN-2 ADMIN-6 two nodes with PostgreSQL behind them are administered as one server', async () => {
  const { url, remove } = await testPostgresWithTables()
  const clock = manualClock()
  const store = await openStore({ dataDir: '', databaseUrl: url, clock, log: silentLog })
  const secrets = loadSecrets({ secret: 'a secret of at least thirty-two characters', dataDir: '' })
  const accounts = createAccounts({ control: store.control, secrets, config: { publicUrl: 'http://localhost' }, clock })
  const widgets = createWidgets({ ...store, secrets, clock })
  const nodeOf = (node_id: string) =>
    createNodes({
      ...store,
      bus: { node_id, link: () => 'joined' },
      connections: () => ({ websockets: 2, streams: 1 }),
      several: true,
      clock,
      log: silentLog,
    })
  const other = nodeOf('other')
  const administration = createAdministration({
    ...store,
    clock,
    database: administeredDatabase(store, ''),
    nodes: nodeOf('own'),
    backups: createBackups({
      ...store,
      dataDir: '',
      limits: { BACKUPS_KEPT: 0 },
      databaseBytes: async () => 0,
      run: () => ({ ended: Promise.resolve(0), stop() {} }),
      clock,
      log: silentLog,
    }),
    places: { dataDir: '/', files_in: 's3' },
    limits: DEFAULT_LIMITS,
    wakeJobs() {},
  })

  const password = 'correct horse battery'
  const { account_id: ann } = await accounts.create({ email: 'ann@host.example', password })
  const { account_id: bob } = await accounts.create({ email: 'bob@host.example', password })
  await accounts.setAdministrator('bob@host.example', true)
  // Each could be the last one: the statements meet in the database.
  for (let round = 0; round < 5; round++) {
    const outcomes = await Promise.allSettled([administration.disableAccount(ann), administration.disableAccount(bob)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await Promise.all([administration.enableAccount(ann), administration.enableAccount(bob)])
  }

  const { id } = await widgets.create(ann, { name: 'Shop' })
  await administration.suspend(id, 'Unpaid')
  const shown = await administration.widgets({ query: 'ann@', filter: 'suspended', limit: 10 })
  expect(shown.widgets).toMatchObject([{ widget_id: id, owner: 'ann@host.example', messages: 0, file_bytes: 0 }])
  expect((await widgets.find(id))?.suspended?.reason).toBe('Unpaid')
  expect((await administration.accounts({ query: 'host', filter: 'all', limit: 1 })).next).toBe('ann@host.example')
  expect((await administration.jobs({ state: 'failed', limit: 10, cursor: '1.x' })).jobs).toEqual([])
  expect((await administration.storage()).database_bytes).toBeGreaterThan(0)

  await until(async () => (await administration.overview()).nodes.length >= 2, 'both nodes are listed')
  expect((await administration.overview()).nodes).toMatchObject([
    { node_id: 'own', this: true, alive: true },
    { node_id: 'other', this: false, alive: true, connections: 3, bus: 'joined' },
  ])
  await store.control
    .updateTable('server_node')
    .set({ seen_at: clock.now() - 60_000 })
    .where('id', '=', 'other')
    .execute()
  expect((await administration.overview()).nodes[1]).toMatchObject({ node_id: 'other', alive: false })
  await Promise.all([administration.close(), other.close()])
  expect(await store.readDb.selectFrom('server_node').selectAll().execute()).toEqual([])

  await store.close()
  await remove()
})

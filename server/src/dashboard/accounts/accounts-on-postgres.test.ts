import { expect, test } from 'bun:test'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { openStore } from '../../store/index.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { createWidgets } from '../widgets/widgets.ts'
import { createAccounts } from './accounts.ts'
import { createAuth } from './auth.ts'
import { useResetLink } from './reset-link.ts'

const publicUrl = 'http://localhost'

test('an owner creates an account, a widget, signs out and in again, with PostgreSQL behind it', async () => {
  const { url, remove } = await testPostgresWithTables()
  const clock = manualClock()
  const store = await openStore({ dataDir: '', databaseUrl: url, clock, log: silentLog })
  const secrets = loadSecrets({ secret: 'a secret of at least thirty-two characters', dataDir: '' })
  const accounts = createAccounts({ control: store.control, secrets, config: { publicUrl }, clock })
  const widgets = createWidgets({ ...store, secrets, clock })
  const ann = { email: 'ann@shop.example', password: 'correct horse battery' }
  const caller = (cookies: string[] = []) => ({
    address: '192.0.2.1',
    headers: new Headers({ cookie: cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ') }),
  })

  const ownerless = await widgets.create(null, { name: 'Made before there was an account' })
  const token = new URL((await accounts.setupLink()) ?? '').hash.slice(1)
  const claimed = await accounts.claimSetup({ token, ...ann }, caller())
  expect((await accounts.session(caller(claimed.cookies).headers))?.account).toEqual(claimed.account)
  expect((await widgets.get({ account_id: claimed.account.account_id }, ownerless.id)).name).toBe(
    'Made before there was an account',
  )
  const next = 'another horse battery'
  const changed = await accounts.changePassword({ current: ann.password, next }, caller(claimed.cookies))
  await accounts.signOut(caller(changed.cookies).headers)
  expect(await accounts.session(caller(changed.cookies).headers)).toBeNull()
  expect((await accounts.signIn({ ...ann, password: next }, caller())).account).toEqual(claimed.account)

  // AUTH-5: of two people who use a link at once one succeeds, also where statements meet in the database.
  for (let round = 0; round < 5; round++) {
    const reset = new URL((await accounts.mailedResetLink(ann.email)) ?? '').hash.slice(1)
    const deps = {
      auth: async () => createAuth({ control: store.control, sessionSecret: secrets.sessionSecret, publicUrl }),
      ...store,
      clock,
    }
    const use = (password: string) => useResetLink(deps, { token: reset, password })
    const outcomes = await Promise.allSettled([use(`first password ${round}`), use(`other password ${round}`)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const given = outcomes[0]?.status === 'fulfilled' ? 'first' : 'other'
    const signedIn = await accounts.signIn({ ...ann, password: `${given} password ${round}` }, caller())
    expect(signedIn.account).toEqual(claimed.account)
  }

  await store.close()
  await remove()
})

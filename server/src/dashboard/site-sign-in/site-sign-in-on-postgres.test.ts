import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { openStore } from '../../store/index.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { createWidgets } from '../widgets/widgets.ts'
import { createSiteSignIn } from './site-sign-in.ts'

test('ENTER-2 of two nodes that get one token at once, and of two that get one ticket, one goes on', async () => {
  const { url, remove } = await testPostgresWithTables()
  const clock = manualClock()
  const publicUrl = 'https://chat.example'
  const secrets = loadSecrets({ secret: 'a secret of at least thirty-two characters', dataDir: '' })
  const stores = await Promise.all(
    ['one', 'other'].map(() => openStore({ dataDir: '', databaseUrl: url, clock, log: silentLog })),
  )
  const [one, other] = stores.map((store) =>
    createSiteSignIn({ ...store, secrets, clock, publicUrl, limits: DEFAULT_LIMITS }),
  )
  const [store] = stores
  if (!one || !other || !store) throw new Error('no nodes')
  const { id } = await createWidgets({ ...store, secrets, clock }).create(null, { name: 'Shop' })
  const back_to = ['https://shop.example/admin']
  const { key } = await one.turnOn(id, { most_role: 'moderator', back_to })

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const now = Math.floor(clock.now() / 1_000)
  const tokenOf = (jti: string) => {
    const claims = { iss: String(id), aud: publicUrl, iat: now, exp: now + 60, jti, sub: '42', name: 'Anna' }
    const signed = `${encode({ alg: 'HS256' })}.${encode({ ...claims, role: 'viewer' })}`
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  }
  for (let round = 0; round < 5; round++) {
    const token = tokenOf(`a-number-used-once-${round}`)
    const posts = await Promise.allSettled([one, other].map((node) => node.accept(token, 'https://shop.example')))
    expect(posts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const ticket = posts.flatMap((post) => (post.status === 'fulfilled' ? [post.value] : []))[0] ?? ''
    const uses = await Promise.allSettled([one, other].map((node) => node.finish(ticket)))
    expect(uses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const opened = uses.flatMap((use) => (use.status === 'fulfilled' ? [use.value] : []))[0]
    const headers = new Headers({ cookie: opened?.cookies[0]?.split(';', 1)[0] ?? '' })
    expect(await other.session(headers)).toMatchObject({ site: { widget_id: id, role: 'viewer' } })
  }
  expect((await one.read(id)).used_at).toBe(clock.now())
  for (const open of stores) await open.close()
  await remove()
})

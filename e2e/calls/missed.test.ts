import { expect, test } from 'bun:test'
import { theBrowser } from '../stage/browser.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, person } from '../stage/harness.ts'
import { Visitor } from '../stage/visitor.ts'
import { acquainted, button, ring, says } from './caller.ts'

test('a call that nobody answers rings to its end, longer than a page may be silent, and is missed', async () => {
  const world = await makeWorld({ CALL_RING_MS: '9000', CALL_LEASE_MS: '6000' })
  const people = await acquainted({ ...world, person: (name) => person(world.demo, name) })
  const browser = await theBrowser('calling')
  const visitors = await Promise.all(
    people.map(async (who) => {
      const context = await browser.newContext({ reducedMotion: 'reduce' })
      const visitor = new Visitor(await context.newPage(), who)
      await visitor.page.goto(`${world.demo.url}/as/${who.slug}`)
      return visitor
    }),
  )
  const [caller, callee] = visitors
  if (!caller || !callee) throw new Error('nobody is there')
  await caller.openDialogWith(callee.person)
  await button(caller, 'Audio call').click()
  await ring(callee).waitFor()
  await says(caller, 'No answer')
  await ring(callee).waitFor({ state: 'detached' })
  await callee.openDialogWith(caller.person)
  await callee.log.getByText('Missed call').waitFor()
  await eventually(async () => expect(await caller.log.getByText('No answer').count()).toBe(1))
  for (const { context } of visitors) await context.close()
  await world.end()
})

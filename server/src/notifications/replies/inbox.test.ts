import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import { until } from '../../../../sdk/src/testing/until.ts'
import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { AGAIN, createJobRunner } from '../../jobs/runner.ts'
import { widgetsWithJobs } from '../../store/due-jobs.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { type Dovecot, findDovecot, startDovecot } from './testing/dovecot.ts'
import { mimeOf, type ReplyServer, type ReplyWorld, replyServer, replyWorld } from './testing/reply-world.ts'

if (!findDovecot()) test.skip('MAIL-28 the mailbox for answers: this machine has no dovecot', () => {})
else {
  describe('MAIL-28 the mailbox for answers', () => {
    let server: ReplyServer
    let world: ReplyWorld
    let dovecot: Dovecot
    let inbox: Inbox
    let running: Promise<void>
    beforeAll(async () => {
      server = await replyServer()
    })
    afterAll(() => server.stop())
    beforeEach(async () => {
      ;[world, dovecot] = await Promise.all([replyWorld(server), startDovecot()])
    })
    afterEach(async () => {
      inbox?.stop()
      await running
      await dovecot?.remove()
      world?.stop()
    })

    const inboxOf = (intake = world.intake) =>
      createInbox({
        ...{ settings: dovecot.settings, intake, clock: world.chat.clock, log: silentLog, limits: DEFAULT_LIMITS },
      })
    const begin = (intake = world.intake) => {
      inbox = inboxOf(intake)
      running = inbox.run(() => {})
    }
    const mail = (text: string, id?: string) =>
      mimeOf({ to: world.address, text, ...(id !== undefined && { id: `<${id}@home.example>` }) })
    const texts = async () => (await world.messages()).map(({ text }) => text)

    test('the mailbox gives the mails that wait, and each that comes, once and at once', async () => {
      dovecot.put(mail('Waits'))
      begin()
      await until(async () => (await texts()).length === 1)
      dovecot.put(mail('Comes'))
      // the mail server reports it: the next look is in a minute, and this waits for 15 s
      await until(async () => (await texts()).length === 2)
      await until(() => dovecot.mails().seen === 2)
      expect(await texts()).toEqual(['Waits', 'Comes'])
    })

    test('the mailbox is read again after the mail server was killed between taking a mail and marking it', async () => {
      const killed = Promise.withResolvers<void>()
      let isFirst = true
      begin({
        async take(given) {
          const taken = await world.intake.take(given)
          if (isFirst) {
            isFirst = false
            await dovecot.kill()
            killed.resolve()
          }
          return taken
        },
      })
      dovecot.put(mail('Once', 'once'))
      // one that starts while the other is still being ended would keep it waiting for ever
      await killed.promise
      expect(await texts()).toEqual(['Once'])
      expect(dovecot.mails().unseen).toBe(1)
      await dovecot.start()
      dovecot.put(mail('Then'))
      await until(() => dovecot.mails().seen === 2)
      expect(await texts()).toEqual(['Once', 'Then'])
    })

    test('the mailbox keeps a mail that the site or the store can not take for hours, and then gives it', async () => {
      let tries = 0
      begin({
        take(given) {
          if (++tries <= 20) throw new ChatError('check_unavailable', 'The site does not respond.')
          return world.intake.take(given)
        },
      })
      dovecot.put(mail('Late'))
      await until(async () => {
        world.chat.clock.elapse(10 * 60_000)
        return (await texts()).length === 1
      })
      expect(tries).toBe(21)
      expect(dovecot.mails().flagged).toBe(0)
    })

    test('the mailbox goes on when one mail can not be taken, and leaves it marked after three days', async () => {
      let tries = 0
      const intake = {
        async take(given: AsyncIterable<Uint8Array>) {
          const pieces: Uint8Array[] = []
          for await (const piece of given) pieces.push(piece)
          const bytes = Buffer.concat(pieces).toString()
          if (bytes.includes('poison')) {
            tries++
            throw new Error('the database is away')
          }
          return world.intake.take(
            (async function* all() {
              yield new TextEncoder().encode(bytes)
            })(),
          )
        },
      }
      begin(intake)
      // the mail server's clock is the machine's, which other tests of this file have left behind
      const arrived = Date.now()
      dovecot.put(mail('poison'))
      dovecot.put(mail('fine'))
      await until(async () => (await texts()).length === 1)
      const days = () => (world.chat.clock.now() - arrived) / (24 * 3_600_000)
      const isLeft = () => dovecot.mails().flagged === 1
      const afterAnHour = async () => {
        const before = tries
        world.chat.clock.elapse(3_600_000)
        await until(() => {
          world.chat.clock.elapse(10_000)
          return tries > before || isLeft()
        })
      }
      while (days() < 2) await afterAnHour()
      // a restart of the server does not extend the three days
      inbox.stop()
      await running
      begin(intake)
      while (!isLeft()) await afterAnHour()
      // the mail server counts in seconds
      expect(days()).toBeGreaterThan(2.99)
      expect(days()).toBeLessThan(4.5)
      expect(dovecot.mails().seen).toBe(2)
    })

    test('the mailbox is read by one of two nodes, and by the other one when that ends', async () => {
      const { store, clock } = world.chat
      const nodes = ['one', 'other'].map((name) => {
        const takes: string[] = []
        const own = inboxOf({
          take(given) {
            takes.push(name)
            return world.intake.take(given)
          },
        })
        const runner = createJobRunner({
          store: store.chat,
          widgetsWithJobs: (kind, at) => widgetsWithJobs(store.readDb, kind, at),
          kind: 'inbox',
          async run(_, moved) {
            await own.run(moved)
            return AGAIN
          },
          ...{ clock, log: silentLog, limits: { atOnce: 1, lookEveryMs: 200 } },
        })
        return { takes, own, runner }
      })
      const [one, other] = nodes
      if (!one || !other) throw new Error('no nodes')
      await store.chat.addJob({ widget_id: 0, id: 'inbox', kind: 'inbox', payload: {} })
      one.runner.start()
      dovecot.put(mail('first'))
      await until(async () => (await texts()).length === 1)
      other.runner.start()
      dovecot.put(mail('second'))
      await until(async () => (await texts()).length === 2)
      one.own.stop()
      await one.runner.close()
      dovecot.put(mail('third'))
      await until(async () => (await texts()).length === 3)
      other.own.stop()
      await other.runner.close()
      expect([one.takes, other.takes]).toEqual([['one', 'one'], ['other']])
    })
  })
}

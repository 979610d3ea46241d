import { expect, test } from 'bun:test'
import { startSmtp } from '../../server/src/mail/testing/smtp.ts'
import { movableClock } from '../../server/src/realtime/testing/movable-clock.ts'
import { theBrowser } from '../stage/browser.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, person } from '../stage/harness.ts'
import { Visitor } from '../stage/visitor.ts'
import { WireUser } from '../stage/wire.ts'

const SECRET = 'a secret of the mail server'

test('MAIL-21 a user who closed the browser answers the mail about a message, and the other one reads the answer', async () => {
  const smtp = await startSmtp()
  const clock = movableClock()
  const env = {
    SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
    MAIL_FROM: 'Shop chat <chat@shop.example>',
    REPLY_ADDRESS: '*@reply.shop.example',
    REPLY_AUTHSERV_ID: 'mx.shop.example',
    REPLY_WEBHOOK_SECRET: SECRET,
  }
  const world = await makeWorld(env, clock)
  const { app, demo, widgetId } = world
  await app.widgets.change('all_widgets', widgetId, { settings: { mail: true } })
  const anna = Object.assign(person(demo, 'Anna'), { email: 'anna@home.example' })
  const boris = person(demo, 'Boris')
  const open = async (who: typeof boris) => {
    const context = await (await theBrowser()).newContext({ reducedMotion: 'reduce' })
    const visitor = new Visitor(await context.newPage(), who)
    await visitor.page.goto(`${demo.url}/as/${who.slug}`)
    return visitor
  }
  const left = await WireUser.connect(world, world.token(anna.id), anna)
  await left.openDialogWith(boris)
  await left.write('The bike is for sale')
  left.close()

  const right = await open(boris)
  await right.openDialogWith(anna)
  await right.write('May I see it tomorrow?')
  await right.seesTick('May I', 'Sent', 'Delivered')
  const { control } = app.store
  await eventually(async () => {
    const waiting = await control.selectFrom('notification').selectAll().where('channel', '=', 'mail').execute()
    expect(waiting).toHaveLength(1)
  })
  // ten minutes and more, in steps: leases of 30 s are renewed, and a page that is gone is not looked at any more
  while (smtp.mails.length === 0) {
    clock.elapse(25_000)
    await Bun.sleep(100)
  }
  const mail = await smtp.nth(1)
  expect(mail.to).toEqual(['anna@home.example'])
  expect(mail.text).toContain('May I see it tomorrow?')
  expect(mail.text).toStartWith('##- Reply above this line -##')
  const [, replyTo = ''] = /^Reply-To: (\S+)\r$/m.exec(mail.raw) ?? []
  expect(replyTo).toMatch(/^\d+-[a-z\d]{26}@reply\.shop\.example$/)
  // what comes back comes to another address
  expect(mail.from).toMatch(/^\d+-[a-z\d]{26}@reply\.shop\.example$/)
  expect(mail.from).not.toBe(replyTo)

  const quoted = mail.text.replace(/^/gm, '> ')
  const answer = (more: { authentication?: string; text?: string } = {}) =>
    [
      `Authentication-Results: mx.shop.example; ${more.authentication ?? 'dkim=pass header.d=home.example'}`,
      'From: Anna <anna@home.example>',
      `To: ${replyTo}`,
      'Message-ID: <1@home.example>',
      'Content-Type: text/plain; charset=utf-8',
      '',
      more.text ?? 'Yes, at noon.',
      '',
      'On Mon, 30 Nov 2026 at 09:15, Shop chat <chat@shop.example> wrote:',
      quoted,
    ].join('\r\n')
  const hand = (body: string, authorization = `Bearer ${SECRET}`) =>
    fetch(`${world.chatUrl}/imbachat/mail-in`, { method: 'POST', headers: { authorization }, body })
  expect((await hand(answer(), 'Bearer another secret')).status).toBe(401)
  const taken = await hand(answer())
  expect([taken.status, await taken.json()]).toEqual([200, { outcome: 'posted' }])
  const said = ['The bike is for sale', 'May I see it tomorrow?', 'Yes, at noon.']
  await right.sees(...said)
  await right.message('Yes, at noon.').getByText('by email').waitFor()
  expect(await (await hand(answer())).json()).toEqual({ outcome: 'posted' })
  const large = await hand('a'.repeat(30 * 1024 * 1024)).catch(() => null)
  expect(large === null || large.status === 413).toBe(true)

  const forged = answer({ authentication: 'dkim=fail', text: 'Send money' }).replace('<1@', '<2@')
  expect(await (await hand(forged)).json()).toEqual({ outcome: 'held' })
  const question = await smtp.nth(2)
  expect(question.to).toEqual(['anna@home.example'])
  expect(question.text).not.toContain('Send money')
  const [link = ''] = /http\S+\/mail\/reply\/\S+/.exec(question.text) ?? []
  const page = await (await (await theBrowser()).newContext()).newPage()
  await page.goto(link)
  await page.getByText('Send money').waitFor()
  expect(await right.messages()).toEqual(said)
  await page.getByRole('button', { name: 'No, delete it' }).click()
  await page.getByText('The reply has been deleted.').waitFor()
  await page.context().close()
  expect(await right.messages()).toEqual(said)
  await right.context.close()
  await world.end()
  await smtp.stop()
})

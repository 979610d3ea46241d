import { expect } from 'bun:test'
import { startDecider } from '../../server/src/site/before-send/testing/decider.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'

const SHOTS = process.env.SHOTS

scene(
  'ASK-2 the author of a refused message reads why, edits it, and it is sent as the site changes it',
  async (stage) => {
    const site = startDecider()
    const change = (before_send_url: string | null) =>
      stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { before_send_url } })
    const [alla, egor] = [stage.person('Allachecks'), stage.person('Egorchecks')]
    const [left, right] = [await stage.openAs(alla), await stage.connectAs(egor)]
    await left.openDialogWith(egor)
    await left.write('First')
    await left.seesTick('First', 'Sent', 'Delivered', 'Read')
    site.answers(({ message }: { message: { text: string } }) => {
      if (message.text.includes('555')) return { action: 'refuse', reason: 'Please leave <b>phone numbers</b> out.' }
      return message.text.includes('damn') ? { action: 'change', text: 'Call me, please' } : { action: 'accept' }
    })
    await change(site.url)
    try {
      await left.write('Call 555-0100')
      const refused = left.message('Call 555-0100')
      await refused.getByText('Please leave <b>phone numbers</b> out.').waitFor()
      await eventually(async () => expect(await faults(left)).toEqual([]))
      if (SHOTS) await left.page.screenshot({ path: `${SHOTS}/refused.png` })
      await left.page.reload()
      await left.openDialogWith(egor)
      await refused.getByText('Please leave <b>phone numbers</b> out.').waitFor()
      await refused.getByRole('button', { name: 'Edit' }).click()
      await eventually(async () => expect(await left.composer.inputValue()).toBe('Call 555-0100'))
      await left.write('Call me, damn')
      await left.message('Call me, please').waitFor()
      await right.openDialogWith(alla)
      await right.message('Call me, please')
      expect((await right.messages()).join()).not.toContain('555-0100')
      expect(right.heard()).not.toContain('555-0100')
      expect(site.wrong).toEqual([])
      expect(left.console).toEqual([])
    } finally {
      await change(null)
      site.stop()
    }
  },
)

import { expect } from 'bun:test'
import { scene } from './harness.ts'

scene('a message written in one window is read in the other, under the names of the site', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await left.write('Is the kayak still there?')
  await left.seesTick('kayak', 'Sent', 'Delivered')

  await right.seesUnread(1)
  await right.openChat()
  await right.openConversation('Anna')
  await right.sees('Is the kayak still there?')
  await left.seesTick('kayak', 'Read')
  await right.seesUnread(0)

  await right.write('Come and see it')
  await left.sees('Is the kayak still there?', 'Come and see it')
  await left.chat.getByRole('article', { name: /^Boris,/ }).waitFor()
  expect(left.console).toEqual([])
  expect(right.console).toEqual([])
})

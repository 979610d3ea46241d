import { expect } from 'bun:test'
import { attach, handOver, picture, seesPicture, send, tray } from './files.ts'
import { scene } from './harness.ts'

scene('a picture is sent with a caption, and both see it, also after a reload', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await attach(left, picture('sea.png', 800, 600))
  await tray(left).getByRole('img', { name: 'sea.png' }).waitFor()
  await left.composer.fill('At the sea')
  await send(left)
  await seesPicture(left, 'sea.png')
  await left.seesTick('At the sea', 'Sent', 'Delivered')
  await right.openChat()
  await right.openConversation('Anna')
  await seesPicture(right, 'sea.png')
  await right.message('At the sea').waitFor()
  await right.page.reload()
  await right.openDialogWith(anna)
  await seesPicture(right, 'sea.png')
  expect(left.console).toEqual([])
  expect(right.console).toEqual([])
})

scene('pictures are pasted and dropped, several make an album, and the list says what came', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.openAs(anna)
  const right = await stage.openAs(boris)
  await right.openChat()
  await left.openDialogWith(boris)
  await left.chat.getByRole('button', { name: 'Attach files' }).waitFor()
  await handOver(left.composer, 'paste', [picture('pasted.png')])
  await tray(left).getByRole('img', { name: 'pasted.png' }).waitFor()
  const second = [picture('second.png', 300, 500)]
  await handOver(left.chat.getByRole('log', { name: 'Messages' }), 'dragenter', second)
  await handOver(left.chat.getByText('Drop files to attach them'), 'drop', second)
  await tray(left).getByRole('img', { name: 'second.png' }).waitFor()
  await send(left)
  await seesPicture(left, 'pasted.png')
  await seesPicture(left, 'second.png')
  await right.conversations.filter({ hasText: '2 photos' }).waitFor()
})

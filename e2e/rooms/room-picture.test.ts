import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { attach, plainPicture, send } from '../stage/files.ts'
import { scene } from '../stage/harness.ts'
import { nameOfNewGroup } from '../stage/new-group.ts'
import type { Visitor } from '../stage/visitor.ts'

/** The colour in the middle of the group's avatar at this place; null: it has no picture yet. */
const colour = ({ chat }: Visitor, place: string) =>
  chat
    .locator(`${place} .avatar.group img`)
    .first()
    .evaluate((img: HTMLImageElement) => {
      if (!img.complete || img.naturalWidth < 32) return null
      const canvas = document.createElement('canvas')
      canvas.width = 1
      canvas.height = 1
      const drawing = canvas.getContext('2d')
      drawing?.drawImage(img, 0, 0, 1, 1)
      const [red = 0, , blue = 0] = drawing?.getImageData(0, 0, 1, 1).data ?? []
      return red > blue ? 'red' : 'blue'
    })

scene(
  'PICTURE-1 PICTURE-4 a group is made with a picture, cropped by keyboard, and gets another; members and the directory show it',
  async (stage) => {
    const owner = await stage.openAs(stage.person('Hildegund'))
    await owner.openChat()
    const form = await nameOfNewGroup(owner, 'Wooden boats', { joining: 'By request' })
    await form.locator('input[type=file]').setInputFiles(plainPicture('boat.png', [208, 16, 16]))
    const crop = owner.chat.getByRole('dialog', { name: 'Group photo' })
    await crop.getByRole('application').press('ArrowRight')
    await crop.getByRole('slider', { name: 'Zoom' }).fill('2')
    await eventually(async () => expect(await faults(owner)).toEqual([]))
    await crop.getByRole('button', { name: 'Done' }).click()
    await form.getByRole('button', { name: 'Change photo' }).waitFor()
    await form.getByRole('button', { name: 'Create group' }).click()
    await owner.chat.getByRole('heading', { name: 'Wooden boats' }).waitFor()
    await eventually(async () => expect(await colour(owner, '.who')).toBe('red'))
    await eventually(async () => expect(await colour(owner, '.list')).toBe('red'))

    const asker = await stage.openAs(stage.person('Ekkehard'))
    await asker.openChat()
    await asker.chooseInList('Public groups')
    await asker.chat.getByRole('searchbox', { name: 'Search public groups' }).fill('wooden')
    await eventually(async () => expect(await colour(asker, 'dialog')).toBe('red'))
    await asker.chat.getByRole('button', { name: 'Ask to join Wooden boats' }).click()
    await asker.chat.getByRole('button', { name: 'Send request' }).click()
    await owner.chat.getByRole('button', { name: '1 request to join', exact: true }).click()
    await owner.chat.getByRole('button', { name: 'Accept Ekkehard' }).click()
    await owner.chat.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
    await asker.chat.getByRole('button', { name: 'Open Wooden boats' }).click()

    await owner.chat.getByRole('button', { name: /^Show members/ }).click()
    await owner.chat.getByRole('button', { name: 'Edit group' }).click()
    const edit = owner.chat.getByRole('dialog', { name: 'Edit group' })
    await edit.locator('input[type=file]').setInputFiles(plainPicture('boat.png', [16, 16, 208]))
    await crop.getByRole('button', { name: 'Done' }).click()
    await edit.getByRole('button', { name: 'Save' }).click()
    await asker.chat.getByText('Hildegund changed the group photo').first().waitFor()
    await eventually(async () => expect(await colour(asker, '.who')).toBe('blue'))

    await owner.chat.getByRole('button', { name: 'Edit group' }).click()
    await edit.getByRole('button', { name: 'Remove' }).click()
    await edit.getByRole('button', { name: 'Save' }).click()
    await eventually(async () => expect(await asker.chat.locator('.who .avatar img').count()).toBe(0))
    expect([...owner.console, ...asker.console]).toEqual([])
  },
)

scene('the name above a dialog opens the person, and an answer to a picture shows the picture', async (stage) => {
  const [anna, boris] = [stage.person('Walpurga'), stage.person('Gottlieb')]
  const right = await stage.openAs(boris)
  await right.openDialogWith(anna)
  await attach(right, plainPicture('boat.png', [16, 16, 208]))
  await send(right)
  const message = right.chat.getByRole('log', { name: 'Messages' }).getByRole('article').first()
  await message.getByRole('img', { name: 'Sent' }).waitFor()
  await message.hover()
  await message.getByRole('button', { name: 'Message actions' }).click()
  await right.chat.getByRole('menuitem', { name: 'Reply' }).click()
  await right.chat.locator('.mode-picture img').waitFor()
  await right.chat.getByRole('button', { name: 'Walpurga', exact: true }).click()
  await right.chat.getByRole('dialog', { name: 'Walpurga' }).getByRole('button', { name: 'Report' }).waitFor()
})

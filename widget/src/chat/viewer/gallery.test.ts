import { expect, test } from 'bun:test'
import type { Message, RoomFlags, TimelineState } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import { message } from '../../../../sdk/src/testing/shapes.ts'
import { createGallery } from './gallery.ts'

const withPicture = (seq: number): Message =>
  message(seq, { attachments: [{ file_id: `p${seq}`, kind: 'image', name: `${seq}.png`, size: 1, type: 'image/png' }] })

/** The reader hid nothing of it, and blocked nobody. */
const room = { room_id: 5, flags: signal(new Map<number, RoomFlags>()), isCovered: () => false }

/** A conversation of so many messages, of which some have pictures and some are loaded, ten a page. */
function setUp(count: number, pictures: number[], [from, to]: [number, number]) {
  const all = Array.from({ length: count }, (_, at) => (pictures.includes(at + 1) ? withPicture : message)(at + 1))
  const [first, last] = [signal(from), signal(to)]
  const messages = signal<Message[]>([])
  const state = signal({} as TimelineState)
  const pages: string[] = []
  let broken = false
  function show(): void {
    messages.value = all.slice(first.value - 1, last.value)
    state.value = { more: first.value > 1, newer: last.value < count } as TimelineState
  }
  show()
  async function loadMore(newer: boolean): Promise<boolean> {
    pages.push(newer ? 'newer' : 'older')
    if (broken) return false
    if (newer) last.value = Math.min(count, last.value + 10)
    else first.value = Math.max(1, first.value - 10)
    show()
    return true
  }
  const gallery = (opened: number) => createGallery({ ...room, messages, state, loadMore }, `p${opened}`)
  return { gallery, pages, setBroken: (now: boolean) => (broken = now) }
}

const shown = ({ all, index }: ReturnType<typeof createGallery>) => all.value[index.value]?.message.seq
const ignore = () => {}

test('a step back from the first loaded picture loads older messages until there is one', async () => {
  const { gallery, pages } = setUp(100, [65, 95], [91, 100])
  const pictures = gallery(95)
  expect([pictures.leads(-1), pictures.leads(1)]).toEqual([true, false])
  const step = pictures.step(-1, ignore)
  expect(pictures.loading.value).toBe(true)
  await step
  expect([shown(pictures), pictures.loading.value, pages]).toEqual([65, false, ['older', 'older', 'older']])
})

test('a step on from the last loaded picture loads newer messages, and nothing where there are none', async () => {
  const { gallery, pages } = setUp(100, [5, 98], [1, 80])
  const pictures = gallery(5)
  await pictures.step(1, ignore)
  expect([shown(pictures), pages]).toEqual([98, ['newer', 'newer']])
  await pictures.step(1, ignore)
  expect([shown(pictures), pages.length]).toEqual([98, 2])
  await pictures.step(-1, ignore)
  expect([shown(pictures), pictures.leads(-1), pages.length]).toEqual([5, false, 2])
})

test('a step that finds no picture stays, after a bounded number of pages', async () => {
  const { gallery, pages } = setUp(1_000, [995], [991, 1_000])
  const pictures = gallery(995)
  await pictures.step(-1, ignore)
  expect([shown(pictures), pages.length]).toEqual([995, 20])
})

test('a page that does not come shows an error, and the next step asks again', async () => {
  const { gallery, setBroken } = setUp(100, [85, 95], [91, 100])
  const pictures = gallery(95)
  setBroken(true)
  await pictures.step(-1, ignore)
  expect([shown(pictures), pictures.failed.value]).toEqual([95, true])
  setBroken(false)
  await pictures.step(-1, ignore)
  expect([shown(pictures), pictures.failed.value]).toEqual([85, false])
})

test('a gallery that is closed asks for no more pages', async () => {
  const { gallery, pages } = setUp(1_000, [995], [991, 1_000])
  const pictures = gallery(995)
  const step = pictures.step(-1, ignore)
  pictures.end()
  await step
  expect(pages).toHaveLength(1)
})

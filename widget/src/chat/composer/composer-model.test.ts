import { expect, test } from 'bun:test'
import type { Timeline } from '@imbachat/sdk'
import { signal } from '@preact/signals'
import type { Tray } from '../attaching/tray.ts'
import '../bundles/testing.ts'
import { createComposerModel } from './composer-model.ts'
import { createDrafts } from './drafts.ts'

const ROOM = 5

/** A composer whose server takes an edit when the test says so. */
function setUp() {
  const edits: [seq: number, text: string][] = []
  const sent: string[] = []
  const tray = signal<Tray | null>(null)
  let taken = Promise.withResolvers<void>()
  const timeline = {
    setTyping() {},
    async send(text: string) {
      sent.push(text)
    },
    edit(seq: number, text: string) {
      edits.push([seq, text])
      return taken.promise
    },
  } as unknown as Timeline
  const composer = createComposerModel({
    room_id: ROOM,
    timeline,
    drafts: createDrafts(null, 1, 'anna'),
    maxChars: signal(1_000),
    tray,
    sent() {},
  })
  return {
    composer,
    edits,
    sent,
    tray,
    take() {
      taken.resolve()
      taken = Promise.withResolvers()
    },
  }
}

test('an edit that was left for a reply is not overwritten: it comes back instead', async () => {
  const { composer } = setUp()
  await composer.startEdit(3, 'first')
  composer.type('first, and more')
  composer.setDraft({ reply_to: 2 })
  expect(composer.mode.value).toEqual({ kind: 'reply', seq: 2 })
  await composer.startEdit(4, 'second')
  expect([composer.mode.value, composer.text.value]).toEqual([
    { kind: 'edit', seq: 3, text: 'first' },
    'first, and more',
  ])
})

test('a message written again during an edit goes before it, and leaves the edit as it is', async () => {
  const { composer, sent } = setUp()
  await composer.startEdit(3, 'first')
  composer.type('first, and more')
  composer.setDraft({ text: '**refused**', reply_to: 2 })
  composer.setDraft({ text: `${composer.draft.value.text} before` })
  expect([composer.mode.value, composer.text.value]).toEqual([{ kind: 'reply', seq: 2 }, '**refused** before'])
  await composer.send()
  expect([sent, composer.mode.value, composer.text.value]).toEqual([
    ['refused before'],
    { kind: 'edit', seq: 3, text: 'first' },
    'first, and more',
  ])
})

test('FILE-40 a text goes alone while no file beside it can go, and the files stay', async () => {
  const { composer, sent, tray } = setUp()
  const captions: string[] = []
  const canSend = signal(false)
  const files = { canSend, send: async (text: string) => void captions.push(text) } as unknown as Tray
  tray.value = files
  expect(composer.canSend.value).toBe(false)
  composer.type('without it')
  expect(composer.canSend.value).toBe(true)
  await composer.send()
  expect([sent, captions, tray.value === files, composer.text.value]).toEqual([['without it'], [], true, ''])
  canSend.value = true
  expect(composer.canSend.value).toBe(true)
  await composer.send()
  expect([sent, captions]).toEqual([['without it'], ['']])
})

test('an edit without changes gives way to another one', async () => {
  const { composer } = setUp()
  await composer.startEdit(3, 'first')
  await composer.startEdit(4, 'second')
  expect(composer.mode.value).toEqual({ kind: 'edit', seq: 4, text: 'second' })
})

test('text typed while an edit is being saved stays, as a change of the saved text', async () => {
  const { composer, edits, take } = setUp()
  await composer.startEdit(3, 'first')
  composer.type('second')
  const saved = composer.send()
  await Bun.sleep(0)
  composer.type('second, and more')
  take()
  await saved
  expect([composer.mode.value, composer.text.value]).toEqual([
    { kind: 'edit', seq: 3, text: 'second' },
    'second, and more',
  ])
  const again = composer.send()
  await Bun.sleep(0)
  take()
  await again
  expect(edits).toEqual([
    [3, 'second'],
    [3, 'second, and more'],
  ])
  expect([composer.mode.value, composer.text.value]).toEqual([{ kind: 'new' }, ''])
})

test('an edit that is left while its formatting is read is not saved', async () => {
  const { composer, edits, take } = setUp()
  await composer.startEdit(3, 'first')
  composer.type('**second**')
  const left = composer.send()
  composer.cancel()
  take()
  await left
  expect(edits).toEqual([])

  await composer.startEdit(3, 'first')
  composer.type('_third_')
  const ended = composer.send()
  composer.cancel()
  // the same message again
  await composer.startEdit(3, 'first')
  await ended
  expect([edits, composer.text.value]).toEqual([[], 'first'])
})

import { expect, test } from 'bun:test'
import { observable } from '@imbachat/sdk'
import { computed, effect } from '@preact/signals'
import { until } from '../../../../sdk/src/testing/until.ts'

// A module of its own: what another test of this process has changed may not be drawn yet, and ours would wait for it.
const own = `./observe.ts?${crypto.randomUUID()}`
const { createScope, settle } = (await import(own)) as typeof import('./observe.ts')

test('a burst of changes is one change, also of several sources, and its end is what is shown', async () => {
  const [messages, list] = [observable(0), observable(0)]
  const scope = createScope()
  const both = computed(() => [mirrorOfMessages.value, mirrorOfList.value])
  const mirrorOfMessages = scope.watch(messages)
  const mirrorOfList = scope.watch(list)
  const shown: number[][] = []
  const stop = effect(() => void shown.push(both.value))
  for (let n = 1; n <= 500; n++) {
    messages.set(n)
    list.set(n)
  }
  await Promise.resolve()
  expect(shown).toEqual([
    [0, 0],
    [500, 500],
  ])
  // before the screen has shown it
  for (let n = 501; n <= 600; n++) messages.set(n)
  await Promise.resolve()
  expect(shown).toHaveLength(2)
  // no further change comes, and the screen gets the rest all the same
  await until(() => shown.length > 2, 'the rest is shown')
  expect(shown.at(-1)).toEqual([600, 500])
  stop()
  scope.end()
})

test('code that asks for it sees a change at once, and nothing after the scope has ended', () => {
  const source = observable('before')
  const scope = createScope()
  const mirror = scope.watch(source)
  source.set('after')
  settle()
  expect(mirror.value).toBe('after')
  scope.end()
  source.set('unheard')
  settle()
  expect(mirror.value).toBe('after')
})

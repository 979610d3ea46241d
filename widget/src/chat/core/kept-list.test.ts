import { afterEach, expect, test } from 'bun:test'
import { kept } from '@imbachat/protocol/page/kept-in-browser'
import type { ChatModel } from '../frame/chat-model.ts'
import { keep, readKept } from './kept-list.ts'

const [deleting, pinning] = [kept('deleting'), kept('pinning')]

const page = globalThis as { location?: unknown; localStorage?: unknown }
const before = { location: page.location, localStorage: page.localStorage }
afterEach(() => {
  Object.assign(page, before)
})

const chatOf = (user_id: string) => ({ me: { peek: () => ({ user_id }) } }) as unknown as ChatModel

test('CHANGE-3 PIN-11 without storage a list is kept for its user while the page lives', () => {
  page.location = { pathname: '/imbachat/v1/1/frame' }
  const refuse = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError')
  }
  page.localStorage = { getItem: refuse, setItem: refuse, removeItem: refuse }
  const [ann, bob] = [chatOf('ann'), chatOf('bob')]
  expect(readKept(ann, deleting)).toEqual([])
  expect(keep(ann, deleting, [{ seq: 1 }])).toBe(false)
  expect(readKept<{ seq: number }>(ann, deleting)).toEqual([{ seq: 1 }])
  expect([readKept(ann, pinning), readKept(bob, deleting)]).toEqual([[], []])
  keep(ann, deleting, [])
  expect(readKept(ann, deleting)).toEqual([])
})

test('CHANGE-3 PIN-11 once the browser stores it again, the stored list counts', () => {
  page.location = { pathname: '/imbachat/v1/1/frame' }
  const stored = new Map<string, string>()
  let isFull = true
  page.localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, value: string) {
      if (isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      stored.set(key, value)
    },
    removeItem: (key: string) => stored.delete(key),
  }
  const ann = chatOf('ann')
  expect(keep(ann, pinning, [{ seq: 1 }])).toBe(false)
  isFull = false
  expect(keep(ann, pinning, [...readKept<{ seq: number }>(ann, pinning), { seq: 2 }])).toBe(true)
  expect([...stored.values()]).toEqual(['[{"seq":1},{"seq":2}]'])
  // another tab of the same browser has sent them
  stored.clear()
  expect(readKept(ann, pinning)).toEqual([])
})

test('CHANGE-3 PIN-11 a tab that can store nothing new leaves what the other tabs keep', () => {
  page.location = { pathname: '/imbachat/v1/1/frame' }
  const stored = new Map<string, string>()
  let most = 11
  page.localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem(key: string, value: string) {
      if (value.length > most) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      stored.set(key, value)
    },
    removeItem: (key: string) => stored.delete(key),
  }
  const cat = chatOf('cat')
  const here = () => readKept<{ seq: number }>(cat, pinning).map(({ seq }) => seq)
  keep(cat, pinning, [{ seq: 1 }])
  expect(keep(cat, pinning, [{ seq: 1 }, { seq: 2 }])).toBe(false)
  expect(here()).toEqual([1, 2])
  // another tab has sent the first, and finds place for one of its own
  const [key = ''] = stored.keys()
  most = 100
  stored.set(key, '[{"seq":3},{"seq":4}]')
  expect(here()).toEqual([3, 4, 2])
  most = 21
  const withoutThird = readKept<{ seq: number }>(cat, pinning).filter(({ seq }) => seq !== 3)
  expect(keep(cat, pinning, [...withoutThird, { seq: 5 }])).toBe(false)
  expect([stored.get(key), here()]).toEqual(['[{"seq":4}]', [4, 2, 5]])
  // what it could not store is sent
  keep(cat, pinning, [{ seq: 4 }])
  expect([stored.get(key), here()]).toEqual(['[{"seq":4}]', [4]])
})

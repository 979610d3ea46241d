import { expect, test } from 'bun:test'
import { createDrafts, NO_DRAFT } from './drafts.ts'

/** A Storage as browsers have it, without the browser. */
function memoryStorage(): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  }
}

test('a draft and the message that it answers are there again after a reload', () => {
  const storage = memoryStorage()
  createDrafts(storage, 1, '7').set(42, { text: 'half a sen', reply_to: 3 })
  expect(createDrafts(storage, 1, '7').get(42)).toEqual({ text: 'half a sen', reply_to: 3 })
})

test('another user, and the same user of another site, see no draft of it', () => {
  const storage = memoryStorage()
  createDrafts(storage, 1, '7').set(42, { text: 'secret', reply_to: null })
  expect(createDrafts(storage, 1, '70').get(42)).toEqual(NO_DRAFT)
  expect(createDrafts(storage, 2, '7').get(42)).toEqual(NO_DRAFT)
  expect(createDrafts(storage, 1, '').all.value.size).toBe(0)
})

test('an emptied draft leaves nothing behind', () => {
  const storage = memoryStorage()
  const drafts = createDrafts(storage, 1, '7')
  drafts.set(42, { text: 'x', reply_to: null })
  drafts.set(42, { text: '', reply_to: null })
  expect(storage.length).toBe(0)
  expect(drafts.get(42)).toEqual(NO_DRAFT)
})

test('without storage, and with one that is full, drafts live as long as the page', () => {
  const full = {
    ...memoryStorage(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  for (const storage of [null, full]) {
    const drafts = createDrafts(storage, 1, '7')
    drafts.set(42, { text: 'kept', reply_to: null })
    expect(drafts.get(42).text).toBe('kept')
  }
})

test('values that other code wrote under the same names are not read as a draft', () => {
  const storage = memoryStorage()
  for (const [room, value] of [
    ['1', 'no json'],
    ['2', '{"text":5}'],
    ['x', '{"text":"a"}'],
    ['3', 'null'],
  ]) {
    storage.setItem(`imbachat:draft:1:7:${room}`, value ?? '')
  }
  expect(createDrafts(storage, 1, '7').all.value.size).toBe(0)
})

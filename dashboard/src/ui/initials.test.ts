import { expect, test } from 'bun:test'
import { initials } from './initials.ts'

test.each([
  ['Артём Иванов', 'АИ'],
  ['  ann  ', 'A'],
  ['Ann Mary Smith', 'AM'],
  ['👩‍💻 Dev', '👩‍💻D'],
  ['', ''],
])('%p is shown as %p', (name, shown) => {
  expect(initials(name)).toBe(shown)
})

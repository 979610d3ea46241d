import { describe, expect, test } from 'bun:test'
import { phrasesFor } from '../i18n/phrases-for.ts'
import { sourceCatalogs } from '../i18n/testing.ts'
import { hueOf, initialsOf, typingText } from './names.ts'

describe('initials are letters as people see them', () => {
  test.each([
    ['Anna Sokolova', 'AS'],
    ['anna', 'A'],
    ['Anna Maria de la Cruz', 'AC'],
    ['Игорь Мельников', 'ИМ'],
    ['  (shop) «Рога»  ', 'SР'],
    ['李小龙', '李'],
    ['👩‍👩‍👧 Family', '👩‍👩‍👧F'],
    ['🍎 and 🍐', '🍎'],
    ['é́a', 'É́'],
    ['', ''],
    ['—', '?'],
  ])('%j is %j', (name, initials) => expect(initialsOf(name)).toBe(initials))
})

test('a user keeps one colour, and many users spread over all colours', () => {
  expect(hueOf('42')).toBe(hueOf('42'))
  const hues = new Set(Array.from({ length: 200 }, (_, id) => hueOf(`${id}`)))
  expect([...hues].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('who types is said by name: one, two, or one and how many others', async () => {
  const [english, russian] = [await phrasesFor(['en'], sourceCatalogs), await phrasesFor(['ru'], sourceCatalogs)]
  expect(typingText(['Anna'], english)).toBe('Anna is typing…')
  expect(typingText(['Anna', 'Boris'], english)).toBe('Anna and Boris are typing…')
  expect(typingText(['Anna', 'Boris', '#%s'], english)).toBe('Anna and 2 others are typing…')
  expect(typingText(['Анна', 'Борис', 'Клара', 'Дима'], russian)).toBe('Анна и ещё 3 печатают…')
})

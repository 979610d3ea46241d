import { describe, expect, test } from 'bun:test'
import { hueOf, initialsOf } from '@imbachat/protocol/users/avatar'
import { phrasesFor } from '../../i18n/phrases-for.ts'
import { sourceCatalogs } from '../../i18n/testing.ts'
import { namedIn, nameOf, typingText } from './names.ts'

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

test('users who type are named: one, two, or one and the number of others', async () => {
  const [english, russian] = [await phrasesFor(['en'], sourceCatalogs), await phrasesFor(['ru'], sourceCatalogs)]
  expect(typingText(['Anna'], english)).toBe('Anna is typing…')
  expect(typingText(['Anna', 'Boris'], english)).toBe('Anna and Boris are typing…')
  expect(typingText(['Anna', 'Boris', '#%s'], english)).toBe('Anna and 2 others are typing…')
  expect(typingText(['Анна', 'Борис', 'Клара', 'Дима'], russian)).toBe('Анна и ещё 3 печатают…')
})

test('LANG-6 users without a name, and erased ones, are called in the reader’s language', async () => {
  const card = { name: 'User 7', placeholder: true }
  expect(nameOf(card)).toBe('User 7')
  namedIn.value = await phrasesFor(['ru'], sourceCatalogs)
  expect(nameOf(card)).toBe('Пользователь 7')
  expect(nameOf({ name: 'Deleted user', placeholder: false, guest: true, erased: true })).toBe('Удалённый пользователь')
  expect(nameOf({ name: 'Anna', placeholder: false })).toBe('Anna')
  // a guest chose the name
  expect(nameOf({ name: 'User 8', placeholder: true, guest: true })).toBe('User 8')
  expect(nameOf(null)).toBeUndefined()
  namedIn.value = null
})

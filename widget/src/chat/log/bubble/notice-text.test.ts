import { expect, test } from 'bun:test'
import type { Notice } from '@imbachat/sdk'
import { phrasesFor } from '../../i18n/phrases-for.ts'
import { sourceCatalogs } from '../../i18n/testing.ts'
import { textOf } from './notice-text.tsx'

/** @param names of the user who made the change, then of those that it concerns; empty: the reader */
async function notice(language: string, kind: Notice['kind'], ...names: string[]): Promise<string> {
  const phrases = await phrasesFor([language], sourceCatalogs)
  await phrases.loadLater()
  if (!phrases.later.value) throw new Error('there are no phrases')
  const say = { ...phrases.later.value, you: phrases.say.you }
  return textOf({ kind, user_ids: [] } as unknown as Notice, names, say, phrases)
}

test.each([
  ['en', 'Anna added you'],
  ['ru', 'Anna добавил(а) вас'],
  ['de', 'Anna hat Sie hinzugefügt'],
  ['es', 'Anna te añadió'],
  ['fr', 'Anna vous a ajouté(e)'],
  ['ar', 'أضافك \u2068Anna\u2069'],
])('LANG-3 in %s, a notice says to its reader: %s', async (language, text) => {
  expect(await notice(language, 'added', 'Anna', '')).toBe(text)
})

test.each([
  ['en', 'Anna added Bob, Eva, and you'],
  ['ru', 'Anna добавил(а) Bob, Eva и вас'],
  ['de', 'Anna hat Bob, Eva und Sie hinzugefügt'],
  ['es', 'Anna añadió a Bob, Eva y a ti'],
  ['fr', 'Anna a ajouté Bob, Eva et vous'],
  ['ar', 'أضاف \u2068Anna\u2069 إلى المجموعة: Bob وEva وأنت'],
])('LANG-3 in %s, a notice lists users as the language does: %s', async (language, text) => {
  expect(await notice(language, 'added', 'Anna', '', 'Bob', 'Eva')).toBe(text)
})

test('LANG-3 a notice names three users, the reader among them, and counts the others', async () => {
  expect(await notice('en', 'joined', 'Bob', 'Bob', 'Eva', 'Dan', 'Kim', '')).toBe(
    'You, Bob, Eva, and 2 more joined the group',
  )
  expect(await notice('ar', 'left', 'Bob', 'Bob', 'Eva', 'Dan', 'Kim')).toBe('غادر Bob وEva وDan وشخص آخر المجموعة')
})

test.each([
  ['en', 'You joined the group', 'You and Bob joined the group', 'Bob left the group'],
  ['ru', 'Вы вступили в группу', 'Вы и Bob вступили в группу', 'Bob покинул(а) группу'],
  ['de', 'Sie sind der Gruppe beigetreten', 'Sie und Bob sind der Gruppe beigetreten', 'Bob hat die Gruppe verlassen'],
  ['es', 'Te uniste al grupo', 'Tú y Bob se unieron al grupo', 'Bob salió del grupo'],
  ['fr', 'Vous avez rejoint le groupe', 'Vous et Bob avez rejoint le groupe', 'Bob a quitté le groupe'],
  ['ar', 'انضممت إلى المجموعة', 'انضممت أنت وBob إلى المجموعة', 'غادر \u2068Bob\u2069 المجموعة'],
])('LANG-3 in %s, a notice agrees with the reader, with the reader among others, and with another', async (...row) => {
  const [language, self, among, other] = row
  expect(await notice(language, 'joined', '', '')).toBe(self)
  expect(await notice(language, 'joined', '', '', 'Bob')).toBe(among)
  expect(await notice(language, 'left', 'Bob', 'Bob')).toBe(other)
})

test('LANG-5 an English notice that begins with an Arabic name runs from left to right', async () => {
  expect(await notice('en', 'pinned', 'بوريس')).toBe('\u2068بوريس\u2069 pinned a message')
})

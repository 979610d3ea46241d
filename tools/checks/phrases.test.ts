import { expect, test } from 'bun:test'
import { LANGUAGES, languages } from '@imbachat/protocol/phrases/languages'
import { allPhrases } from '../../widget/src/chat/i18n/catalog.ts'
import { sheetOf, sources, withSheet } from '../phrases.ts'

test('a translator’s sheet has every phrase, and reading it back changes nothing', () => {
  for (const language of languages) {
    for (const [file, , source] of sources()) {
      const sheet = sheetOf(file, source, language)
      expect(Object.keys(sheet)).toBeArrayOfSize(source.match(/\ben:\s*['"]/g)?.length ?? 0)
      expect(withSheet(file, source, language, sheet)).toBe(source)
    }
  }
})

test('a text that a translator changed stands in its place in the source', () => {
  for (const [file, , source] of sources()) {
    const sheet = sheetOf(file, source, 'de')
    const changed = Object.fromEntries(
      Object.entries(sheet).map(([place, { text, context }]) => [place, { text: `${text} – d'accord`, context }]),
    )
    const result = withSheet(file, source, 'de', changed)
    expect(sheetOf(file, result, 'de')).toEqual(changed)
    expect(sheetOf(file, result, 'fr')).toEqual(sheetOf(file, source, 'fr'))
  }
})

/** All texts of a group in this language. */
function textsIn(group: object, language: string): string[] {
  const own: unknown = group[language as keyof typeof group]
  if (typeof own === 'string') return [own]
  return Object.values(group).flatMap((one) => (typeof one === 'object' ? textsIn(one, language) : []))
}

test('a translator’s sheet has each text whole, as the chat shows it', () => {
  const names = new Set<string>(Object.values(LANGUAGES))
  const shown = textsIn(allPhrases, 'en').filter((text) => !names.has(text))
  const texts = sources().flatMap(([file, , source]) => Object.values(sheetOf(file, source, 'en')))
  const sheet = texts.map(({ text }) => text)
  expect([...new Set(sheet)].sort()).toEqual([...new Set(shown)].sort())
})

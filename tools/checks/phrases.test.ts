import { expect, test } from 'bun:test'
import { languages } from '@imbachat/protocol/phrases/languages'
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

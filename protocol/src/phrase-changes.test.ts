import { describe, expect, test } from 'bun:test'
import { DEFAULT_WIDGET_SETTINGS, widgetSettings } from './http/widget-settings.ts'
import { keepsMarks, PHRASE_MAX, PHRASES_MAX_CHARS, phrasesIn, withChanges } from './phrase-changes.ts'

const catalog = {
  chat: 'Chat',
  last: 'seen at %s',
  count: { one: '# day', other: '# days' },
  own: { a: { b: 'deep' } },
}

describe('LOOK-3 the owner’s words', () => {
  test('stand in the place of the originals, whatever their depth, and the rest stays', () => {
    const changed = withChanges(catalog, { chat: 'Talk', 'count.other': '# nights', 'own.a.b': 'deeper' })
    expect(changed).toEqual({
      chat: 'Talk',
      last: 'seen at %s',
      count: { one: '# day', other: '# nights' },
      own: { a: { b: 'deeper' } },
    })
    expect(catalog.chat).toBe('Chat')
  })

  test.each([
    ['a lost mark', { last: 'seen' }],
    ['one mark too many', { chat: 'Chat %s' }],
    ['a lost number', { 'count.one': 'day' }],
    ['a phrase that there is not', { nothing: 'x', 'own.a.c': 'x', own: 'x', 'chat.length': 'x', __proto__x: 'x' }],
  ])('are passed over with %s', (_why, changes) => {
    expect(withChanges(catalog, changes as Record<string, string>)).toEqual(catalog)
  })

  test('may move a mark', () => {
    expect(keepsMarks('%s: the last time', 'seen at %s')).toBe(true)
    expect(keepsMarks('%s and %s', '%s')).toBe(false)
  })

  test('are named by their place', () => {
    expect(phrasesIn(catalog)).toEqual([
      ['chat', 'Chat'],
      ['last', 'seen at %s'],
      ['count.one', '# day'],
      ['count.other', '# days'],
      ['own.a.b', 'deep'],
    ])
  })
})

describe('the setting `phrases`', () => {
  const accepted = (phrases: unknown) => widgetSettings.safeParse({ ...DEFAULT_WIDGET_SETTINGS, phrases }).success

  test('takes texts by language and place', () => {
    expect(accepted({})).toBe(true)
    expect(accepted({ ru: { online: 'на связи', 'own.groups.newGroup': 'Новая беседа' } })).toBe(true)
  })

  test.each([
    ['another language', { xx: { chat: 'x' } }],
    ['a place that is none', { en: { '../chat': 'x' } }],
    ['an empty text', { en: { chat: '  ' } }],
    ['two lines', { en: { chat: 'a\nb' } }],
    ['half a character', { en: { chat: '\ud83d' } }],
    ['too long a text', { en: { chat: 'x'.repeat(PHRASE_MAX + 1) } }],
    [
      'too many texts',
      {
        en: Object.fromEntries(
          Array.from({ length: Math.ceil(PHRASES_MAX_CHARS / PHRASE_MAX) }, (_, index) => [
            `p${index}`,
            'x'.repeat(PHRASE_MAX),
          ]),
        ),
      },
    ],
  ])('refuses %s', (_what, phrases) => {
    expect(accepted(phrases)).toBe(false)
  })
})

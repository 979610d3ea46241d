import { describe, expect, test } from 'bun:test'
import { DEFAULT_WIDGET_SETTINGS, widgetSettings } from '../http/widget/widget-settings.ts'
import { keepsValues, PHRASE_MAX, PHRASES_MAX_CHARS, phrasesIn, withChanges } from './phrase-changes.ts'

const catalog = {
  chat: 'Chat',
  last: 'seen at {time}',
  count: { one: '{count} day', other: '{count} days' },
  own: { a: { b: 'deep' } },
}

describe('LOOK-3 the owner’s words', () => {
  test('the owner’s words replace the originals at any depth, and other phrases stay', () => {
    const changed = withChanges(catalog, { chat: 'Talk', 'count.other': '{count} nights', 'own.a.b': 'deeper' })
    expect(changed).toEqual({
      chat: 'Talk',
      last: 'seen at {time}',
      count: { one: '{count} day', other: '{count} nights' },
      own: { a: { b: 'deeper' } },
    })
    expect(catalog.chat).toBe('Chat')
  })

  test.each([
    ['a lost mark', { last: 'seen' }],
    ['one mark too many', { chat: 'Chat {time}' }],
    ['a lost number', { 'count.one': 'day' }],
    ['a phrase that there is not', { nothing: 'x', 'own.a.c': 'x', own: 'x', 'chat.length': 'x', __proto__x: 'x' }],
  ])('the owner’s words are passed over with %s', (_why, changes) => {
    expect(withChanges(catalog, changes as Record<string, string>)).toEqual(catalog)
  })

  test('the owner’s words may move a mark', () => {
    expect(keepsValues('{time}: the last time', 'seen at {time}')).toBe(true)
    expect(keepsValues('{time} and {name}', '{time}')).toBe(false)
  })

  test('the owner’s words are named by their place', () => {
    expect(phrasesIn(catalog)).toEqual([
      ['chat', 'Chat'],
      ['last', 'seen at {time}'],
      ['count.one', '{count} day'],
      ['count.other', '{count} days'],
      ['own.a.b', 'deep'],
    ])
  })
})

describe('LOOK-3 the owner’s words of before values had names', () => {
  const catalog = {
    last: 'seen at {time}',
    pair: '{other} with {name}',
    days: { one: '{count} day', other: '{count} days' },
    most: 'Up to {count} files',
    noticeAdded: { self: 'You added {people}', you: '{actor} added you', other: '{actor} added {people}' },
    noticeOwner: { self: 'You are the owner', other: '{name} is the owner' },
  }

  test.each([
    [{ last: 'here at %s' }, { last: 'here at {time}' }],
    [{ pair: '%s & %s' }, { pair: '{name} & {other}' }],
    [{ 'days.other': '# nights' }, { days: { one: '{count} day', other: '{count} nights' } }],
    [{ most: 'At most %s files' }, { most: 'At most {count} files' }],
    [
      { 'noticeAdded.other': '%s brought %s', noticeAddedYou: '%s brought you' },
      {
        noticeAdded: {
          self: '{actor} brought {people}',
          you: '{actor} brought you',
          other: '{actor} brought {people}',
        },
      },
    ],
    [
      { 'noticeAdded.one': '%s has %s', 'noticeAdded.other': '%s have %s' },
      { noticeAdded: { ...catalog.noticeAdded, self: '{actor} have {people}', other: '{actor} has {people}' } },
    ],
    [
      { noticeOwner: '%s rules', noticeOwnerYou: 'You rule' },
      { noticeOwner: { self: 'You rule', other: '{name} rules' } },
    ],
  ])('phrases changed before their values had names still work: %j', (changes, changed) => {
    expect(withChanges(catalog, changes as Record<string, string>)).toEqual({ ...catalog, ...changed } as never)
  })
})

describe('the setting `phrases`', () => {
  const accepted = (phrases: unknown) => widgetSettings.safeParse({ ...DEFAULT_WIDGET_SETTINGS, phrases }).success

  test('the setting `phrases` takes texts by language and place', () => {
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
  ])('the setting `phrases` refuses %s', (_what, phrases) => {
    expect(accepted(phrases)).toBe(false)
  })
})

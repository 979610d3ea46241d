import { describe, expect, test } from 'bun:test'
import { argumentsOf } from '@imbachat/protocol/phrases/icu-message'
import { formatMessage } from './format-message.ts'

const DAYS = {
  en: '{count, plural, one {# day} other {# days}}',
  ru: '{count, plural, one {# день} few {# дня} many {# дней} other {# дня}}',
  ar: '{count, plural, zero {صفر} one {يوم} two {يومان} few {# أيام} many {# يومًا} other {# يوم}}',
}

describe('a plural', () => {
  test.each([
    ['en', 0, '0 days'],
    ['en', 1, '1 day'],
    ['en', 1001, '1,001 days'],
    ['ru', 1, '1 день'],
    ['ru', 3, '3 дня'],
    ['ru', 11, '11 дней'],
    ['ru', 1.5, '1,5 дня'],
    ['ru', 10022, '10\u00a0022 дня'],
    ['ar', 2, 'يومان'],
  ] as const)('in %s for %p is %s', (language, count, text) => {
    expect(formatMessage(DAYS[language], { count }, language)).toBe(text)
  })

  test('a plural takes the form of its exact number, then of its category, then the other form', () => {
    const message = '{n, plural, =0 {nobody} =1 {only {name}} other {{name} and # more}}'
    const say = (n: number) => formatMessage(message, { n, name: '#1 {x}' }, 'en')
    expect([say(0), say(1), say(2)]).toEqual(['nobody', 'only #1 {x}', '#1 {x} and 2 more'])
    expect(formatMessage('{n, plural, other {# дня}}', { n: 5 }, 'ru')).toBe('5 дня')
  })
})

test('a value is put as it is, a number as the language writes it', () => {
  expect(formatMessage('{id}: {n, number}', { id: 12345, n: 12345 }, 'en')).toBe('12345: 12,345')
  expect(formatMessage('«{name}»', { name: '{id} # $&' }, 'ru')).toBe('«{id} # $&»')
})

test('a choice of texts takes the case of its value, else the other one', () => {
  const message = '{who, select, self {You left} other {{name} left}}'
  expect(formatMessage(message, { who: 'self', name: 'Ann' }, 'en')).toBe('You left')
  expect(formatMessage(message, { who: 'them', name: 'Ann' }, 'en')).toBe('Ann left')
})

test('an argument without a value stays as it is', () => {
  expect(formatMessage('https://shop.example/{query}, {n, plural, other {#}}', {}, 'en')).toBe(
    'https://shop.example/{query}, {n, plural, other {#}}',
  )
})

test.each([
  '{',
  '{a',
  '{a b}',
  '{a, plural}',
  '{a, select, x {y}}',
  '{a, plural, one {x}}',
  '{a, plural, one}',
  '{a, plural, One {x}}',
])('a text that is not a valid phrase is refused: %s', (message) => {
  expect(() => argumentsOf(message)).toThrow()
})

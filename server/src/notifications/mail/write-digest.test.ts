import { describe, expect, test } from 'bun:test'
import { DEFAULT_WIDGET_SETTINGS } from '@imbachat/protocol/http/widget/widget-settings'
import { languages } from '@imbachat/protocol/phrases/languages'
import { sampleDigest } from './sample-digest.ts'
import { type Digest, type DigestRoom, writeDigest } from './write-digest.ts'

const settings = DEFAULT_WIDGET_SETTINGS
const sample = (more: Partial<Digest> = {}): Digest => ({
  ...sampleDigest(
    { settings, site: 'shop.example', page: 'https://shop.example/' },
    { language: 'en', content: 'text', time_zone: 'UTC', now: Date.UTC(2026, 0, 10, 12) },
  ),
  ...more,
})
const room = (more: Partial<DigestRoom>): DigestRoom => ({
  name: 'Bob',
  isGroup: false,
  colourId: 'bob',
  unread: 1,
  messages: [{ sender: 'Bob', text: 'Hello', at: 0 }],
  replyTo: null,
  url: 'https://chat.example/open',
  offUrl: 'https://chat.example/off',
  ...more,
})

describe('MAIL-5 the mail about unread messages', () => {
  test('messages and names of people are plain text in the mail, in its subject too', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&\r\nBcc: all@shop.example\u202e'
    const { subject, text, html } = writeDigest(
      sample({ rooms: [room({ name: evil, messages: [{ sender: evil, text: evil, at: 0 }] })], site: evil }),
    )
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(subject).not.toMatch(/[\r\n\u202e]/)
    expect(text).toContain('<img src=x onerror=alert(1)>')
    expect(`${subject}${text}${html}`).not.toContain('\u202e')
  })

  test('the mail loads nothing and runs nothing', () => {
    for (const language of languages) {
      const { html } = writeDigest(sample({ language }))
      expect(html).not.toMatch(/<(img|script|link|iframe|object|video|form)\b|url\(|@import|src=/i)
    }
  })

  test('HTML and text say the same in each language, and Arabic is written from right to left', () => {
    for (const language of languages) {
      const digest = sample({ language, rooms: [room({ unread: 12 }), room({ name: 'Кошка' })] })
      const { text, html } = writeDigest(digest)
      const words = html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
      for (const line of text.split('\n').filter((line) => line && !line.includes('https://') && line !== '-- ')) {
        for (const part of line.split(/ · |, /)) expect(words).toContain(part.slice(0, 20).trim())
      }
      expect(html).toContain(language === 'ar' ? 'dir="rtl"' : 'dir="ltr"')
      expect(text).toContain('https://chat.example/off')
    }
  })

  test('the subject stays the same while the number of messages changes', () => {
    const subjectOf = (unread: number) => writeDigest(sample({ rooms: [room({ unread })] })).subject
    expect(subjectOf(1)).toBe('New messages: Bob · shop.example')
    expect(subjectOf(40)).toBe(subjectOf(1))
    expect(writeDigest(sample()).subject).toBe('New messages: shop.example')
  })

  test('a widget decides whether a mail says what was written, who wrote, or neither', () => {
    const textOf = (content: Digest['content']) => Object.values(writeDigest(sample({ content }))).join('\n')
    expect(textOf('text')).toContain('Who takes the tent?')
    expect(textOf('sender')).toContain('Anna Weber')
    expect(textOf('sender')).not.toContain('tent?')
    expect(textOf('none')).toContain('15 unread messages')
    expect(textOf('none')).not.toContain('Anna')
    const alone = writeDigest(sample({ content: 'none', rooms: [room({})] }))
    expect(Object.values(alone).join('\n')).not.toContain('Bob')
  })

  test('a mail of many long messages stays far below what mail programs cut off', () => {
    const long = Array.from({ length: 10 }, (_, at) => ({ sender: 'Bob', text: '<'.repeat(20_000), at }))
    const rooms = Array.from({ length: 40 }, () => room({ messages: long, unread: 500 }))
    const { text, html } = writeDigest(sample({ rooms }))
    expect(Buffer.byteLength(html)).toBeLessThan(100 * 1024)
    expect(text).toContain('and 495 more messages')
  })

  test('a widget’s colours are those of the mail, by day and by night', () => {
    const own = { ...settings, accent: '#0f766e', dark_background: '#201a10' }
    const { html } = writeDigest(sample({ settings: own }))
    expect(html).toContain('background:#0f766e')
    expect(html).toMatch(/prefers-color-scheme:dark\)\{.*\.card\{background:#2/)
  })
})

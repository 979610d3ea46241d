import { expect, test } from 'bun:test'
import type { Attachment, AttachmentKind } from '@imbachat/sdk'
import { phrasesFor } from '../i18n/phrases-for.ts'
import { sourceCatalogs } from '../i18n/testing.ts'
import { filesInWords } from './files-text.ts'

const file = (kind: AttachmentKind): Attachment => ({ file_id: 'f', kind, name: 'plan.pdf', size: 1, type: '' })

const CASES: [AttachmentKind[], string, string][] = [
  [['image'], 'Photo', 'Фото'],
  [['image', 'image'], '2 photos', '2 фото'],
  [['video'], 'Video', 'Видео'],
  [['voice'], 'Voice message', 'Голосовое сообщение'],
  [['file'], 'plan.pdf', 'plan.pdf'],
  [['image', 'file', 'file'], '3 files', '3 файла'],
  [[], '', ''],
]

test.each(CASES)('%j is said as %p and %p', async (kinds, english, russian) => {
  const files = kinds.map(file)
  expect(filesInWords(files, await phrasesFor(['en'], sourceCatalogs))).toBe(english)
  expect(filesInWords(files, await phrasesFor(['ru'], sourceCatalogs))).toBe(russian)
})

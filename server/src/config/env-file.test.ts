import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnvFile, readEnvFile } from './env-file.ts'

const read = (text: string) => parseEnvFile(text, '/etc/imbachat.env')

test('OPS-1 a file of settings is read as systemd reads it, and no shell sees it', () => {
  expect(
    read(`# the chat
; the same
DATABASE_URL=postgres://chat:pa$$word@db:5432/chat?sslmode=verify-full&target_session_attrs=read-write
MAIL_FROM=Shop chat <chat@shop.example>
  SMTP_PASSWORD = "a \\"quoted\\" \\$ word \\n #"  \r
ONE='it is # here'
TWO="two "'parts'
TAIL=ends with spaces   \t
ESCAPED=a\\ b\\\\c
LONG=first \\
second
EMPTY=
INNER=say "this"
LAST=$HOME`),
  ).toEqual({
    DATABASE_URL: 'postgres://chat:pa$$word@db:5432/chat?sslmode=verify-full&target_session_attrs=read-write',
    MAIL_FROM: 'Shop chat <chat@shop.example>',
    SMTP_PASSWORD: 'a "quoted" $ word \\n #',
    ONE: 'it is # here',
    TWO: 'two parts',
    TAIL: 'ends with spaces',
    ESCAPED: 'a b\\c',
    LONG: 'first second',
    EMPTY: '',
    INNER: 'say "this"',
    LAST: '$HOME',
  })
  expect(read('')).toEqual({})
})

test('OPS-1 a line that is no setting is refused with its number and without its value', () => {
  const refusal = (text: string) => {
    try {
      read(text)
    } catch (error) {
      return String(error)
    }
    return 'no refusal'
  }
  expect(refusal('A=1\nexport SECRET=hidden')).toEndWith('/etc/imbachat.env, line 2: expected NAME=value')
  expect(refusal('hidden words\n')).toEndWith('line 1: expected NAME=value')
  expect(refusal('A=1\n\nSECRET="hidden\n')).toEndWith('line 3: the quotation mark has no second one')
})

test('OPS-1 a file that can not be read is refused by its path', () => {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-env-file-'))
  expect(() => readEnvFile(join(folder, 'no.env'))).toThrow(`--env-file ${join(folder, 'no.env')} can't be read`)
  writeFileSync(join(folder, 'a.env'), 'PORT=8081\n')
  expect(readEnvFile(join(folder, 'a.env'))).toEqual({ PORT: '8081' })
  rmSync(folder, { recursive: true })
})

import { expect, test } from 'bun:test'
import { signal } from '@preact/signals'
import type { PageOptions } from '../../bridge/messages.ts'
import { runCommand } from './commands.ts'

test('a language that the page sets while a font is fetched stays, and the colours come after it', async () => {
  const options = signal<PageOptions | null>({ language: 'en', theme: 'default' } as PageOptions)
  const fetched = Promise.withResolvers<void>()
  const frame = { options, chat: signal(null), single: signal(null), send: () => {}, applyLooks: () => fetched.promise }
  const applying = runCommand({ t: 'looks', looks: { theme: 'dark' } }, frame)
  await runCommand({ t: 'language', language: 'ru' }, frame)
  fetched.resolve()
  await applying
  expect(options.peek()).toMatchObject({ language: 'ru', theme: 'dark' })
})

import { afterAll, beforeAll, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NODE_LINES, nodeOf } from '../programs/node.ts'
import { buildEmbedPackage, buildReactPackage } from './page-packages.ts'

const root = join(import.meta.dir, '..', '..')

/** A project of somebody else, which has both packages and React installed. */
let project: string
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'imbachat-page-project-'))
  await buildEmbedPackage(join(project, 'node_modules', '@imbachat', 'embed'))
  await buildReactPackage(join(project, 'node_modules', '@imbachat', 'react'))
  for (const name of ['react', 'react-dom', '@types', 'scheduler']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
})
afterAll(() => rmSync(project, { recursive: true }))

test('the installed packages have the types of the page’s calls, and the README’s example compiles', async () => {
  const readme = await Bun.file(join(root, 'react', 'README.md')).text()
  const example = /```tsx\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  writeFileSync(join(project, 'example.tsx'), `${example}export { Page }`)
  writeFileSync(
    join(project, 'typed.ts'),
    `
    import { imbaChat, type ImbaChatEvents } from '@imbachat/embed'
    import '@imbachat/embed/elements'
    export async function page(): Promise<ImbaChatEvents['unread.changed']['rooms']> {
      const chat = await imbaChat({ url: 'https://chat.example', widgetId: 7 })
      chat.on('message.new', ({ room_id, seq }) => console.log(room_id + seq))
      chat.on('message.sent', ({ room_id, seq }) => console.log(room_id + seq))
      // @ts-expect-error: no such event
      chat.on('mesage.new', () => {})
      // @ts-expect-error: neither room, user nor pipe
      await chat.createChatbox('box', {})
      return chat.getUnreadCount()
    }`,
  )
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--jsx', 'react-jsx', '--types', '', '--target', 'ESNext']
  const how = ['--singleThreaded', '--module', 'ESNext', '--moduleResolution', 'bundler', '--lib', 'ESNext,DOM']
  const done = spawnSync(tsc, [...options, ...how, 'typed.ts', 'example.tsx'], { cwd: project, encoding: 'utf8' })
  expect([done.stdout, done.status]).toEqual(['', 0])
})

for (const line of NODE_LINES)
  test(`a server on Node ${line} renders a page with the components, as empty places`, () => {
    const program = `
    import { createElement } from 'react'
    import { renderToString } from 'react-dom/server'
    import { ImbaChatProvider, Inbox, Chatbox, useUnreadCount } from '@imbachat/react'
    import '@imbachat/embed/elements'
    const Badge = () => createElement('b', null, useUnreadCount())
    const page = createElement(ImbaChatProvider, { url: 'https://chat.example', widgetId: 7, token: 't' },
      createElement(Badge), createElement(Inbox, { className: 'inbox' }), createElement(Chatbox, { user: 7 }))
    console.log(renderToString(page))`
    writeFileSync(join(project, 'server.mjs'), program)
    const done = spawnSync(nodeOf(line), ['server.mjs'], { cwd: project, encoding: 'utf8' })
    expect(done.stdout.trim() || done.stderr).toBe('<b>0</b><div class="inbox"></div><div></div>')
  })

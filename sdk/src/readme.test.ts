import { expect, test } from 'bun:test'
import { realChat } from './testing/real-chat.ts'
import { until } from './testing/until.ts'

test('the example of the README says hello and ends when it was answered', async () => {
  const readme = await Bun.file(`${import.meta.dir}/../README.md`).text()
  const code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const chat = await realChat()
  try {
    const peer = chat.client('peer')
    peer.onIncoming(({ room, message }) => void peer.openRoom(room.room_id).send(`${message.text} yourself`))
    await until(() => peer.connection.get().kind === 'online')
    const example = Bun.spawn([process.execPath, 'run', '-'], {
      cwd: import.meta.dir,
      stdin: new Blob([code]),
      stderr: 'inherit',
      env: {
        ...process.env,
        CHAT_URL: chat.url,
        WIDGET_ID: String(chat.widgetId),
        USER_TOKEN: chat.token('example'),
        PEER_ID: 'peer',
      },
    })
    expect(await new Response(example.stdout).text()).toContain('Hello! yourself')
    expect(await example.exited).toBe(0)
  } finally {
    await chat.end()
  }
})

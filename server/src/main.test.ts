import { expect, test } from 'bun:test'
import { until } from '../../sdk/src/testing/until.ts'
import { TestSocket } from './realtime/testing/test-socket.ts'
import { freshDataDir } from './store/testing/data-dir.ts'

const TOKEN = 'a token of the scraper'

test('LIFE-18 an unhandled rejection is logged and counted; an exception also ends the server with code 1', async () => {
  const { dataDir, remove } = freshDataDir()
  const ready = Promise.withResolvers<{ url: string; widget_id: number }>()
  const { PATH = '' } = process.env
  const server = Bun.spawn([process.execPath, new URL('./testing/faulty-server.ts', import.meta.url).pathname], {
    env: { PATH, PORT: '0', DATA_DIR: dataDir, METRICS_TOKEN: TOKEN, LOG_LEVEL: 'error', SEARCH: 'off' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ipc: (message) => ready.resolve(message),
  })
  let log = ''
  const logged = server.stderr.pipeThrough(new TextDecoderStream()).pipeTo(
    new WritableStream({
      write(chunk) {
        log += chunk
      },
    }),
  )
  const { url, widget_id } = await ready.promise
  const socket = new TestSocket(new WebSocket(`${url.replace('http', 'ws')}/imbachat/v1/${widget_id}/ws`))
  await new Promise((resolve) => socket.raw.addEventListener('open', resolve))

  server.send('rejection')
  await until(() => log.includes('a forgotten rejection'))
  expect(log).toMatch(/"message":"a promise was rejected and nothing handled it[^\n]*faulty-server\.ts:\d+/)
  const scrape = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(await scrape.text()).toContain('imbachat_unhandled_errors_total{kind="rejection"} 1')
  expect((await fetch(`${url}/health`)).status).toBe(200)

  server.send('exception')
  expect(await socket.event('bye')).toMatchObject({ code: 'shutting_down' })
  expect(await server.exited).toBe(1)
  await logged
  expect(log).toMatch(/"message":"an exception was thrown and nothing caught it[^\n]*faulty-server\.ts:\d+/)
  expect(log).toContain("The server can't go on: Error: a forgotten exception")
  remove()
})

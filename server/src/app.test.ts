import { expect, test } from 'bun:test'
import type { ServerEvent } from '@imbachat/protocol'
import { createApp } from './app.ts'
import { resolveConfig } from './config/config.ts'
import { parseEnv } from './config/env.ts'
import { freshDataDir } from './store/testing/data-dir.ts'

test('R64 R65 what the environment says of limits holds for the sockets of the server', async () => {
  const { dataDir, remove } = freshDataDir()
  const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', MAX_SOCKETS_PER_WIDGET: '1' }
  const app = await createApp(resolveConfig(parseEnv(env)))
  const { id } = await app.widgets.create(null, { name: 'Shop', origins: [] })
  const url = `ws://127.0.0.1:${app.config.port}/imbachat/v1/${id}/ws`
  const first = new WebSocket(url)
  await new Promise((resolve) => first.addEventListener('open', resolve))
  const second = new WebSocket(url)
  const said = await new Promise<string>((resolve) => second.addEventListener('message', ({ data }) => resolve(data)))
  expect(JSON.parse(said) as ServerEvent).toMatchObject({ t: 'bye', code: 'too_many_sockets' })
  await app.stop()
  remove()
}, 20_000)

import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@imbachat/server/testing/free-port'

const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-dev-'))
const port = freePort()
const dev = Bun.spawn([process.execPath, '--no-orphans', join(import.meta.dir, 'main.ts')], {
  env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
  stdio: ['ignore', 'pipe', 'ignore'],
})
const output = dev.stdout.pipeThrough(new TextDecoderStream()).getReader()

afterAll(async () => {
  dev.kill('SIGTERM')
  await dev.exited
  rmSync(dataDir, { recursive: true, force: true })
})

/** Reads the output until it has `text`. @returns what was printed meanwhile */
async function says(text: string): Promise<string> {
  let printed = ''
  while (!printed.includes(text)) {
    const { value, done } = await output.read()
    if (done) throw new Error(`it ended, and had printed: ${printed}`)
    printed += value
  }
  return printed
}

test('npm run dev fills a demo, and a changed source brings another server, which no longer knows the script of open pages', async () => {
  const printed = await says('Ctrl-C stops it.')
  const [, gallery = ''] = /Gallery of every view +(http\S+)/.exec(printed) ?? []
  const views = await (await fetch(gallery)).text()
  expect(views).toContain('<title>Gallery</title>')
  const [demo = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed) ?? []
  const page = await (await fetch(`${demo}/as/anna`)).text()
  const dashboard = await (await fetch(`http://localhost:${port}/dashboard`)).text()
  const [reload = ''] = /\/reload-[0-9a-f-]+\.js/.exec(page) ?? []
  const statuses = (path: string) =>
    Promise.all(
      [`${demo}${path}`, `http://localhost:${port}/imbachat/assets${path}`, `${gallery}/imbachat/assets${path}`].map(
        async (url) => (await fetch(url)).status,
      ),
    )
  for (const one of [dashboard, views]) expect(one).toContain(`/imbachat/assets${reload}`)
  expect(await statuses(reload)).toEqual([200, 200, 200])

  const now = new Date()
  utimesSync(join(import.meta.dir, '..', 'offers.ts'), now, now)
  await says('Ctrl-C stops it.')
  expect(await statuses(reload)).toEqual([404, 404, 404])
})

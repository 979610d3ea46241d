import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { paths } from '../../../dashboard/src/navigation/routes.ts'
import { buildEmbedPackage, buildReactPackage } from '../../../tools/sdk-package/page-packages.ts'
import { type DashboardStage, startDashboardStage } from '../dashboard-stage.ts'

const root = resolve(import.meta.dir, '../../..')

let stage: DashboardStage
/** of a developer: both packages and React are installed */
let project: string
beforeAll(async () => {
  stage = await startDashboardStage()
  project = mkdtempSync(join(tmpdir(), 'set-up-react-'))
  await buildEmbedPackage(join(project, 'node_modules/@imbachat/embed'))
  await buildReactPackage(join(project, 'node_modules/@imbachat/react'))
  for (const name of ['react', 'react-dom', 'scheduler']) {
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
})
afterAll(async () => {
  await stage?.stop()
  if (project) rmSync(project, { recursive: true, force: true })
})

const code = async (page: Page, name: string) => {
  const block = page.getByRole('region', { name, exact: true }).locator('code')
  await block.waitFor()
  return (await block.textContent()) ?? ''
}

/** What the developer has of their own: pages, by the pasted `imbachat.mjs` with a token for who asks. */
const MAIN = `import { createRoot } from 'react-dom/client'
import { Chat } from './chat.jsx'
import { TalkButton } from './talk-button.jsx'
const { token, person } = document.getElementById('root').dataset
createRoot(document.getElementById('root')).render(<Chat token={token}><TalkButton personId={person} /></Chat>)
`

test('SETUP-2 the code of the step for React is pasted into a project, and two people talk', async () => {
  const widget_id = await stage.widgetOf('vera@shop.example', 'Shop')
  const page = await stage.openAs('vera@shop.example', `${paths.widget(widget_id, 'install')}?kind=react&step=code`)
  await page.getByRole('button', { name: 'Show: Secret key' }).click()
  await page.getByRole('button', { name: 'Hide: Secret key' }).waitFor()
  const names = ['imbachat.mjs', 'chat.jsx', 'talk-button.jsx']
  for (const name of names) writeFileSync(join(project, name), await code(page, name))
  writeFileSync(join(project, 'main.jsx'), MAIN)
  const built = await Bun.build({
    entrypoints: [join(project, 'main.jsx')],
    target: 'browser',
    define: { 'process.env.NODE_ENV': '"production"' },
    jsx: { runtime: 'automatic', importSource: 'react', development: false },
  })
  expect(built.logs.filter(({ level }) => level === 'error')).toEqual([])
  const script = await built.outputs[0]?.text()
  const server = (await import(join(project, 'imbachat.mjs'))) as {
    IMBACHAT_SECRET_KEY: string
    getJWT(id: string, secretKey: string, seconds: number): string
  }
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/main.js': new Response(script, { headers: { 'content-type': 'text/javascript' } }),
      '/as/:id/with/:person': ({ params: { id, person } }) =>
        new Response(
          `<!doctype html><html lang="en"><title>Shop</title><meta name="viewport" content="width=device-width"><body>
<div id="root" data-person="${person}" data-token="${server.getJWT(id, server.IMBACHAT_SECRET_KEY, 3600)}"></div>
<script type="module" src="/main.js"></script>`,
          { headers: { 'content-type': 'text/html' } },
        ),
    },
  })
  try {
    await stage.server.app.widgets.change('all_widgets', widget_id, { origins: [site.url.origin] })
    const [olga, pavel] = [await stage.open('/api/health'), await stage.open('/api/health')]
    await olga.goto(`${site.url.origin}/as/1/with/2`)
    await pavel.goto(`${site.url.origin}/as/2/with/1`)
    const chatOf = (tab: Page) => tab.locator('iframe').first().contentFrame()
    await olga.getByRole('button', { name: 'Send a message' }).click()
    await chatOf(olga).getByRole('textbox', { name: 'Message' }).fill('Is the lamp still there?')
    await olga.keyboard.press('Enter')
    await pavel.getByRole('button', { name: 'Send a message' }).click()
    await chatOf(pavel).getByText('Is the lamp still there?').first().waitFor()
  } finally {
    await site.stop(true)
  }
})

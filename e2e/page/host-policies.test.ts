import { afterEach, beforeAll, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

declare const window: { imbaApi: ImbaChat; notes: string[] }

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

interface Host {
  name: string
  /** @param page `chat` is the chat's origin, `hash` that of the page's inline script */
  headers(page: { chat: string; hash: string }): Record<string, string>
  /** of both script elements */
  nonce?: string
}

const csp = (policy: string) => ({ 'content-security-policy': policy })

const hosts: Host[] = [
  {
    name: 'a nonce, and nothing but what embedding.md asks for',
    nonce: 'n0nce',
    headers: ({ chat }) => csp(`default-src 'none'; script-src 'nonce-n0nce' ${chat}; frame-src ${chat}`),
  },
  {
    name: "a nonce with 'strict-dynamic'",
    nonce: 'n0nce',
    headers: ({ chat }) =>
      csp(`script-src 'nonce-n0nce' 'strict-dynamic'; object-src 'none'; base-uri 'none'; frame-src ${chat}`),
  },
  {
    name: 'hashes of inline scripts',
    headers: ({ chat, hash }) => csp(`default-src 'self'; script-src 'sha256-${hash}' ${chat}; frame-src ${chat}`),
  },
  {
    name: "'unsafe-inline', as old sites have it",
    headers: ({ chat }) => csp(`default-src 'self' 'unsafe-inline' ${chat}`),
  },
  {
    name: 'no styles, pictures, fonts and requests at all',
    nonce: 'n0nce',
    headers: ({ chat }) =>
      csp(
        `default-src 'none'; style-src 'none'; img-src 'none'; connect-src 'none'; font-src 'none'; worker-src 'none'; script-src 'nonce-n0nce' ${chat}; child-src ${chat}`,
      ),
  },
  {
    name: 'Trusted Types without any policy',
    nonce: 'n0nce',
    headers: ({ chat }) =>
      csp(
        `script-src 'nonce-n0nce' ${chat}; frame-src ${chat}; require-trusted-types-for 'script'; trusted-types 'none'`,
      ),
  },
  { name: 'COEP require-corp', headers: () => isolated('require-corp') },
  { name: 'COEP credentialless', headers: () => isolated('credentialless') },
]

const isolated = (policy: string) => ({
  'cross-origin-embedder-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
})

async function visit({ nonce, headers }: Host): Promise<Visit> {
  const [ann, bob] = [person(world.demo, 'Ann'), person(world.demo, 'Bob')]
  const options = JSON.stringify({ user_id: ann.id, token: world.token(ann.id) })
  const inline = `
    window.notes = []
    imbaApi.load(${options}).then(function () { notes.push('ready') })
    imbaApi.openDialog(${bob.id}).then(function () { notes.push('opened') })
    imbaApi.placeHolder('talk', 'The talk')
  `
  const hash = createHash('sha256').update(inline).digest('base64')
  const mark = nonce === undefined ? '' : ` nonce="${nonce}"`
  const html = `<!doctype html><html lang="en"><title>Page</title><body>
    <div id="talk"></div><script${mark} src="${world.script}"></script><script${mark}>${inline}</script>`
  const url = await world.serve(html, { headers: headers({ chat: world.chatUrl, hash }) })
  const opened = await world.open(url)
  visits.push(opened)
  return opened
}

for (const host of hosts) {
  test(`the chat, its rooms and its connection work under ${host.name}, and break nothing of it`, async () => {
    const { page, said } = await visit(host)
    const chat = page.frameLocator('iframe[title="Chat"]')
    await chat.getByRole('textbox', { name: 'Message' }).fill('through the policy')
    await chat.getByRole('button', { name: 'Send' }).click()
    await chat
      .getByRole('log')
      .getByRole('img', { name: /^(Sent|Delivered)$/ })
      .waitFor()
    await page.frameLocator('#talk iframe').getByRole('heading', { name: 'The talk' }).waitFor()
    await eventually(async () =>
      expect(await page.evaluate(() => window.notes.toSorted())).toEqual(['opened', 'ready']),
    )
    expect(said).toEqual([])
    if (host.name.startsWith('COEP')) expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  })
}

import { expect, test } from 'bun:test'
import { checkPage } from './check-page.ts'

const URL_OF_PAGE = 'https://shop.example/'

/** What the check finds in this page. */
const findingsOf = (html: string) =>
  checkPage(
    {
      request: async () => ({
        ...{ status: 200, headers: {}, body: new TextEncoder().encode(html), url: URL_OF_PAGE, tookMs: 1 },
      }),
    },
    { url: URL_OF_PAGE, publicUrl: 'https://chat.example', find: null },
  )

test('SETUP-6 a page of elements that do not end is read without holding up the server', async () => {
  for (const element of ['<script ', '<meta name=', '<script src="/imbachat/v1/1/widget" ', '<script src=src=']) {
    const before = process.threadCpuUsage()
    await findingsOf(element.repeat(Math.floor(256_000 / element.length)))
    const { user, system } = process.threadCpuUsage(before)
    // without a bound 3 to 10 s
    expect((user + system) / 1_000).toBeLessThan(1_500)
  }
})

test('SETUP-6 the script is found with its line, its attributes in any order, and the viewport', async () => {
  const script = '<script async onload="if (1 < 2) ImbaChat.load()" src="https://chat.example/imbachat/v1/7/widget">'
  const found = await findingsOf(`<META content="width=device-width" NAME=viewport>${script}</script>`)
  const codes = found.map(({ code }) => code)
  expect(codes).toContain('script_ok')
  expect(codes).toContain('viewport_ok')
  expect((await findingsOf('<p>nothing</p>')).map(({ code }) => code)).toContain('script_missing')
})

import { beforeAll, expect, test } from 'bun:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { FETCHED } from '../../../../widget/src/chat/bundles/scripts.ts'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '../../chat/widget.ts'
import { rulesOfRow } from '../../moderation/rules/compiled-rules.ts'
import { type Assets, buildAssets, type PageBundle } from '../assets.ts'
import { pageRoutes } from './index.ts'

const widget: Widget = {
  id: 7,
  account_id: null,
  name: '</script><script>alert(1)</script>',
  secretKeys: ['a-secret-key-that-no-page-may-see'],
  api_login: 'login',
  apiPasswords: ['a-password-that-no-page-may-see'],
  users_info_url: 'https://shop.example/users',
  origins: ['https://shop.example', 'https://*.shop.example'],
  settings: { ...DEFAULT_SETTINGS, language: '</script>' as 'en' },
  rules: rulesOfRow(null),
  suspended: null,
  quotas: NO_QUOTAS,
  created_at: 0,
}

let assets: Assets
let app: OpenAPIHono

beforeAll(async () => {
  assets = await buildAssets()
  const widgets = { find: async (id: number) => (id === 7 ? widget : null) }
  app = pageRoutes({ widgets, assets, config: { publicUrl: 'https://chat.example', loopback: false } })
})

const get = async (path: string, headers: Record<string, string> = {}) => app.request(path, { headers })
const gzipped = (path: string) => get(path, { 'accept-encoding': 'gzip' })

/** As a built server sends them: one from sources compresses at speed. */
async function gzippedSize(paths: string[]): Promise<number> {
  const answers = await Promise.all(paths.map((path) => get(path)))
  const bodies = await Promise.all(answers.map((answer) => answer.arrayBuffer()))
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).byteLength, 0)
}

const onDemand = ({ laterScripts, laterStyles }: PageBundle) => [...Object.values(laterScripts).flat(), ...laterStyles]
const atOnce = ({ scripts, preloads, styles }: PageBundle) => [...scripts, ...preloads, ...styles]

test('the widget script weighs at most 3 KB gzipped, its second half, which comes when idle, 6.9 KB', async () => {
  expect(await gzippedSize(['/imbachat/v1/7/widget'])).toBeLessThanOrEqual(3 * 1024)
  expect(await gzippedSize(assets.window.scripts)).toBeLessThanOrEqual(6.875 * 1024)
})

test('the frame weighs at most 50 KB gzipped until it can be used', async () => {
  expect(await gzippedSize(atOnce(assets.frame))).toBeLessThanOrEqual(50 * 1024)
})

test('the frame has the scripts on demand that the list of the chat names, and one style sheet', () => {
  const { laterScripts, laterStyles } = assets.frame
  expect(Object.keys(laterScripts).toSorted()).toEqual(Object.keys(FETCHED).toSorted())
  expect(laterStyles).toHaveLength(1)
})

test('styles are left as they are written: browsers know logical properties', async () => {
  for (const path of [...assets.frame.styles, ...assets.frame.laterStyles]) {
    const css = await (await get(path)).text()
    expect(css).toContain('inline-size')
    expect(css).not.toContain(':lang(')
  }
  expect(await gzippedSize(assets.frame.styles)).toBeLessThanOrEqual(5.5 * 1024)
})

test('the widget script is JavaScript whatever query it is asked with', async () => {
  const answer = await get('/imbachat/v1/7/widget?ver=6.8')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  const script = await answer.text()
  expect(script).toContain('"widgetId":7')
  expect(() => new Function(script)).not.toThrow()
  expect(script).not.toContain('</script')
})

test('a browser that has the script is answered 304', async () => {
  const etag = (await get('/imbachat/v1/7/widget')).headers.get('etag') ?? ''
  const again = await get('/imbachat/v1/7/widget', { 'if-none-match': etag })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
})

test('the compressed script is the same script', async () => {
  const packed = new Uint8Array(await (await gzipped('/imbachat/v1/7/widget')).arrayBuffer())
  expect(gunzipSync(packed).toString()).toBe(await (await get('/imbachat/v1/7/widget')).text())
})

for (const id of ['8', '0', '-7', '7.0', '07', 'DEV_ID', '%3C%2Fscript%3E', '99999999999999999999']) {
  test(`the script of an unknown widget (${id}) explains itself in the console`, async () => {
    const answer = await get(`/imbachat/v1/${id}/widget`)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const errors: string[] = []
    new Function('console', await answer.text())({ error: (line: string) => errors.push(line) })
    expect(errors).toEqual([expect.stringContaining(`has no widget ${decodeURIComponent(id)}`)])
  })
}

test('no key of the widget is in anything a page gets', async () => {
  for (const path of ['/imbachat/v1/7/widget', '/imbachat/v1/7/frame']) {
    const text = await (await get(path)).text()
    for (const secret of [...widget.secretKeys, ...widget.apiPasswords]) expect(text).not.toContain(secret)
  }
})

test('the frame may be shown by the pages of its widget only, and runs nothing but our own scripts', async () => {
  const policy = (await get('/imbachat/v1/7/frame?origin=https://shop.example')).headers.get('content-security-policy')
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' https: data: blob:",
    "media-src 'self' blob:",
    'connect-src https://chat.example/imbachat/ wss://chat.example/imbachat/',
    'frame-ancestors https://shop.example https://*.shop.example',
    "base-uri 'none'",
    "form-action 'none'",
  ])
})

test('the frame page has no inline script but data, and what the owner wrote can not leave it', async () => {
  const html = await (await get('/imbachat/v1/7/frame')).text()
  const scripts = html.match(/<script[^>]*>/g)
  expect(scripts).toEqual([
    '<script type="application/json" id="imbachat-config">',
    expect.stringMatching(/^<script type="module" src="\/imbachat\/assets\/frame-\w+\.js">$/),
  ])
})

test('a page that isolates itself (COEP) may have the script, the frame, its refusal and every file of them', async () => {
  const refusal = '/imbachat/v1/7/frame?origin=https://evil.example'
  const files = [assets.window, assets.frame, assets.connectionWorker, assets.refusal].flatMap(atOnce)
  for (const path of ['/imbachat/v1/7/widget', '/imbachat/v1/7/frame', refusal, ...files]) {
    const { headers } = await get(path)
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    if (!path.endsWith('/widget')) expect(headers.get('cross-origin-embedder-policy')).toBe('credentialless')
  }
})

test('a page that is not allowed gets no frame but the reason, for any page to read', async () => {
  const answer = await get('/imbachat/v1/7/frame?origin=https://evil.example')
  expect(answer.status).toBe(403)
  expect(answer.headers.get('content-security-policy')).not.toContain('frame-ancestors')
  const html = await answer.text()
  expect(html).toContain('"code":"origin_not_allowed"')
  expect(html).toContain('add https://evil.example')
  expect(html).not.toContain('shop.example')
})

test('an origin that is markup stays text', async () => {
  const html = await (await get(`/imbachat/v1/7/frame?origin=${encodeURIComponent('"><img src=x>')}`)).text()
  expect(html).not.toContain('<img')
})

test('every file that a page names is there and may be kept forever', async () => {
  const bundles = [assets.window, assets.frame, assets.refusal, assets.dashboard]
  for (const path of [...bundles.flatMap(atOnce), ...bundles.flatMap(onDemand)]) {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toContain('immutable')
  }
  expect((await get('/imbachat/assets/frame-00000000.js')).status).toBe(404)
})

test('MOUNT-9 the full page is the frame’s bundle under the same policy, and no page may show it', async () => {
  const answer = await get('/imbachat/v1/7/chat?token=never-read')
  const page = await answer.text()
  expect(answer.status).toBe(200)
  expect(page).toContain('"fullPage":{}')
  expect(page).not.toContain('never-read')
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("frame-ancestors 'none'")
  const ofFrame = (await get('/imbachat/v1/7/frame')).headers.get('content-security-policy') ?? ''
  expect(policy.replace(/frame-ancestors [^;]*/, '')).toBe(ofFrame.replace(/frame-ancestors [^;]*/, ''))
  expect((await get('/imbachat/v1/8/chat')).status).toBe(404)
})

test('LOOK-5 the preview and its sample chat are shown by the chat’s own pages only', async () => {
  for (const path of [
    '/imbachat/preview',
    '/imbachat/v1/7/sample',
    '/imbachat/v1/7/sample?origin=https://evil.example',
  ]) {
    const answer = await get(path)
    expect(answer.status).toBe(200)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("frame-ancestors 'self'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
  }
  expect((await get('/imbachat/v1/8/sample')).status).toBe(404)
  const frame = await (await get('/imbachat/v1/7/frame')).text()
  expect(frame).not.toContain('"sample"')
})

const OWN_WORDS = { en: { online: '</script>', 'window.open': '</b>' } }

test('LOOK-2 LOOK-3 place, size and words of the owner travel with script and frame, and only where there are any', async () => {
  const own = { ...widget.settings, launcher_bottom: 90, window_width: 420, phrases: OWN_WORDS }
  const found = { ...widget, settings: own }
  const config = { publicUrl: 'https://chat.example', loopback: false }
  const ours = pageRoutes({ widgets: { find: async () => found }, assets, config })
  const script = await (await ours.request('/imbachat/v1/7/widget')).text()
  expect(script).toContain('min(90px,50%)')
  expect(script).toContain('--imba-width:420px')
  const frame = await (await ours.request('/imbachat/v1/7/frame')).text()
  expect(frame).toContain('"phrases":{"en":{"online":"\\u003c/script>","window.open":"\\u003c/b>"}}')
  expect(script).toContain('"phrases":{"en":{"open":"\\u003c/b>"}}')
  expect(await (await get('/imbachat/v1/7/widget')).text()).not.toMatch(/--imba-bottom:|"phrases"/)
  expect(await (await get('/imbachat/v1/7/frame')).text()).not.toContain('"phrases"')
})

test('CALL-19 camera and screen are open to the chat frame only where the widget has video calls', async () => {
  const policyWith = async (calls: Widget['settings']['calls'], path: string) => {
    const find = async () => ({ ...widget, settings: { ...widget.settings, calls } })
    const pages = pageRoutes({
      ...{ widgets: { find }, assets },
      config: { publicUrl: 'https://chat.example', loopback: false },
    })
    return (await pages.request(path)).headers.get('permissions-policy')?.split(', ') ?? []
  }
  for (const path of ['/imbachat/v1/7/frame', '/imbachat/v1/7/chat']) {
    const video = await policyWith('video', path)
    expect(video).toEqual(expect.arrayContaining(['microphone=(self)', 'camera=(self)', 'display-capture=(self)']))
    const audio = await policyWith('audio', path)
    expect(audio).toEqual(expect.arrayContaining(['autoplay=(self)', 'camera=()', 'display-capture=()']))
    const off = await policyWith('off', path)
    expect(off).toEqual(expect.arrayContaining(['microphone=(self)', 'camera=()', 'display-capture=()']))
    expect(off.join()).not.toContain('autoplay')
    for (const policy of [video, audio, off]) expect(policy).toContain('geolocation=()')
  }
  // what the dashboard shows of the chat calls nobody
  expect(await policyWith('video', '/imbachat/v1/7/sample')).toContain('camera=()')
})

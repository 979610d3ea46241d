import type { PushPayload } from '@imbachat/protocol/page/push-payload'
import { browser } from './push-browser.ts'

/** A push service on this machine, with browsers that read what comes. */
export function localService() {
  /** by the path of a browser's address: what it read, and with which headers it came */
  const read = new Map<string, { payload: PushPayload; headers: Headers }[]>()
  const browsers = new Map<string, ReturnType<typeof browser>>()
  let answer: (path: string) => Response | Promise<Response> = () => new Response(null, { status: 201 })
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { pathname } = new URL(request.url)
      const body = await request.bytes()
      const answered = await answer(pathname)
      const payload = JSON.parse(browsers.get(pathname)?.read(body) ?? 'null') as PushPayload
      if (answered.ok) read.set(pathname, [...(read.get(pathname) ?? []), { payload, headers: request.headers }])
      return answered
    },
  })
  return {
    port: server.port,
    answers(next: typeof answer) {
      answer = next
    },
    /** A browser that is about to subscribe: what it gives of itself, and what it gets. */
    browser(name: string, device = crypto.getRandomValues(Buffer.alloc(16)).toString('base64url')) {
      const made = browser()
      const path = `/${name}`
      browsers.set(path, made)
      return {
        path,
        given: {
          device,
          name: 'Firefox, Linux',
          language: 'en' as const,
          subscription: { endpoint: `http://127.0.0.1:${server.port}${path}`, keys: made.keys },
        },
        got: () => read.get(path) ?? [],
        titles: () => (read.get(path) ?? []).map(({ payload }) => payload.notification.title),
      }
    },
    stop: () => server.stop(true),
  }
}

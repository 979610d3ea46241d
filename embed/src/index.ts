import type { ImbaChat } from '@imbachat/widget/page-types.ts'

export type * from '@imbachat/widget/page-types.ts'

export interface ChatAddress {
  /** of the chat server, such as `https://chat.example` */
  url: string
  /** the site's DEV_ID */
  widgetId: number | string
}

const asked = new Map<string, Promise<ImbaChat>>()
const attempts = new Map<string, number>()

/**
 * Fetches the widget's script once for a page and answers with `window.ImbaChat`. A page needs no script element then.
 * By `import()`, which keeps to strict policies: it inherits the nonce's trust and is not a sink of Trusted Types.
 */
export function imbaChat({ url, widgetId }: ChatAddress): Promise<ImbaChat> {
  const script = new URL(`/imbachat/v1/${encodeURIComponent(widgetId)}/widget`, url).href
  const known = asked.get(script)
  if (known) return known
  const coming = fetchScript(script, `${widgetId}`)
  asked.set(script, coming)
  coming.catch(() => asked.delete(script))
  return coming
}

async function fetchScript(script: string, widgetId: string): Promise<ImbaChat> {
  const page: Window & { imbaApi?: ImbaChat } = window
  // a browser may remember a failed import for as long as the page lives
  const attempt = (attempts.get(script) ?? 0) + 1
  attempts.set(script, attempt)
  const fresh = attempt === 1 ? script : `${script}?attempt=${attempt}`
  await import(/* webpackIgnore: true */ /* @vite-ignore */ fresh)
  if (typeof page.imbaApi?.load !== 'function') throw new Error(`ImbaChat: ${script} is not the script of a widget`)
  const running = page.imbaApi.widgetId
  if (running && `${running}` !== widgetId)
    throw new Error(`ImbaChat: widget ${running} runs in this page; destroy() it first`)
  return page.imbaApi
}

import type { PageFinding } from '@imbachat/protocol/http/widget/site-checks'
import { originAllowed } from '@imbachat/protocol/page/origins'
import type { Widget } from '../../chat/widget.ts'
import { type Egress, EgressError, type EgressResponse } from '../../egress/egress.ts'
import { messageOf } from '../../error-message.ts'
import { pageFinding } from './page-findings.ts'

/** Milliseconds between the site's clock and ours: tokens have a beginning and an end. */
const SKEW_MS = 30_000

export type CheckedWidget = Pick<Widget, 'origins' | 'users_info_url'>

interface Asked {
  url: string
  publicUrl: string
  /**
   * Finds a widget by its number. `other`: the page should load this one instead; null: this server has no such
   * widget. `find` is null if the database can't be read.
   */
  find: ((id: number) => Promise<CheckedWidget | { other: number } | null>) | null
}

/**
 * The elements that are checked. Anybody may have written the page: without the bound, a page with thousands of
 * elements that do not end would block the event loop for seconds.
 */
const ELEMENTS = /<(?:script|meta)\b[^>]{0,2000}/gi
const SCRIPT = /^<script\b[^>]*\bsrc\s*=\s*["']?([^"'\s>]*\/imbachat\/v1\/(\d+)\/widget[^"'\s>]*)/i
/** The line that starts the chat is inside the script element. */
const ONLOAD = /\sonload\s*=/i
const VIEWPORT = /^<meta\b[^>]*\bname\s*=\s*["']?viewport["'\s]/i

/** Looks at a page that embeds the chat, as a browser gets it. */
export async function checkPage(egress: Pick<Egress, 'request'>, asked: Asked): Promise<PageFinding[]> {
  const { url, publicUrl } = asked
  let page: EgressResponse
  try {
    page = await egress.request({ url, redirects: 'follow', breakerIgnored: true })
  } catch (error) {
    const isPrivate = error instanceof EgressError && error.code === 'address_not_allowed'
    const reason = messageOf(error).split('\n', 1)[0] ?? ''
    return [pageFinding(isPrivate ? 'page_private' : 'page_unreachable', { url, reason })]
  }
  if (page.status !== 200) return [pageFinding('page_status', { url, status: page.status })]
  const elements = new TextDecoder().decode(page.body).match(ELEMENTS) ?? []
  const scripts = elements.flatMap((element) => {
    const [, src = '', id] = SCRIPT.exec(element) ?? []
    return id === undefined ? [] : [{ src: URL.parse(src, page.url), id: Number(id), hasOnload: ONLOAD.test(element) }]
  })
  const hasOnload = scripts.some((script) => script.hasOnload)
  return [
    ...(await checkScripts(scripts, { ...asked, url: page.url })),
    checkPolicy(page, publicUrl, hasOnload),
    pageFinding(elements.some((element) => VIEWPORT.test(`${element} `)) ? 'viewport_ok' : 'viewport_missing'),
    checkClock(page),
  ]
}

async function checkScripts(
  scripts: readonly { src: URL | null; id: number }[],
  { url, publicUrl, find }: Asked,
): Promise<PageFinding[]> {
  const [script] = scripts
  if (!script) return [pageFinding('script_missing')]
  const widget_id = script.id
  const isElsewhere = script.src?.origin !== new URL(publicUrl).origin
  const findings = [
    isElsewhere
      ? pageFinding('script_elsewhere', { origin: script.src?.origin ?? '', server: publicUrl })
      : scripts.length > 1
        ? pageFinding('script_twice')
        : pageFinding('script_ok', { widget_id }),
  ]
  if (!find) return findings
  const widget = await find(widget_id)
  if (!widget) return [...findings, pageFinding('widget_missing', { widget_id })]
  if ('other' in widget) return [...findings, pageFinding('widget_other', { widget_id, own: widget.other })]
  const { origin } = new URL(url)
  return [
    ...findings,
    pageFinding(originAllowed(origin, widget.origins) ? 'origin_ok' : 'origin_missing', { widget_id, origin }),
    pageFinding(widget.users_info_url === null ? 'users_info_missing' : 'users_info_ok', { widget_id }),
  ]
}

/** Only what certainly refuses the chat is reported: nonces and hashes can't be judged from here. */
function checkPolicy({ headers }: EgressResponse, publicUrl: string, hasOnload: boolean): PageFinding {
  const policy = headers['content-security-policy']
  if (policy === undefined) return pageFinding('policy_none')
  const frames = directive(policy, 'frame-src') ?? directive(policy, 'child-src') ?? directive(policy, 'default-src')
  if (frames !== undefined && !frames.some((source) => covers(source, publicUrl))) {
    return pageFinding('policy_refuses', { server: new URL(publicUrl).origin })
  }
  return pageFinding(hasOnload && forbidsInline(policy) ? 'policy_inline' : 'policy_ok')
}

/** Attributes such as `onload`: nonces don't cover them, and turn 'unsafe-inline' off. */
function forbidsInline(policy: string): boolean {
  const sources =
    directive(policy, 'script-src-attr') ?? directive(policy, 'script-src') ?? directive(policy, 'default-src')
  if (sources === undefined || sources.includes("'unsafe-hashes'")) return false
  return !sources.includes("'unsafe-inline'") || sources.some((one) => /^'(nonce-|sha\d+-|strict-dynamic)/.test(one))
}

const directive = (policy: string, name: string): string[] | undefined =>
  policy
    .split(/[;,]/)
    .map((part) => part.trim().split(/\s+/))
    .find(([first]) => first?.toLowerCase() === name)
    ?.slice(1)

function covers(source: string, publicUrl: string): boolean {
  const { protocol, host, hostname } = new URL(publicUrl)
  const bare = source.toLowerCase().replace(/\/$/, '')
  if (bare === '*' || bare === protocol || bare === `${protocol}//${host}` || bare === host) return true
  const [, suffix] = /^(?:https?:\/\/)?\*(\.[^:/]+)(?::\*|:\d+)?$/.exec(bare) ?? []
  return suffix !== undefined && hostname.endsWith(suffix)
}

function checkClock({ headers }: EgressResponse): PageFinding {
  const skew = Date.parse(headers.date ?? '') - Date.now()
  if (Number.isNaN(skew)) return pageFinding('clock_unsaid')
  if (Math.abs(skew) <= SKEW_MS) return pageFinding('clock_ok')
  return pageFinding(skew > 0 ? 'clock_ahead' : 'clock_behind', { seconds: Math.round(Math.abs(skew) / 1000) })
}

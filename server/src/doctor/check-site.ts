import { originAllowed } from '@imbachat/protocol/page/origins'
import type { Widget } from '../chat/widget.ts'
import { type Egress, EgressError, type EgressResponse } from '../egress/egress.ts'
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts'

/** Milliseconds between the site's clock and ours: tokens have a beginning and an end. */
const SKEW_MS = 30_000

export type FindWidget = (id: number) => Promise<Pick<Widget, 'origins' | 'users_info_url'> | null>

const SCRIPT = /<script\b[^>]*\bsrc\s*=\s*["']?([^"'\s>]*\/imbachat\/v1\/(\d+)\/widget[^"'\s>]*)/gi
const VIEWPORT = /<meta\b[^>]*\bname\s*=\s*["']?viewport["'\s>]/i

/**
 * A page that embeds the chat, as a browser gets it.
 * @param find finds a widget of this server; null: the database can't be read
 */
export async function checkSite(
  egress: Egress,
  { url, publicUrl, find }: { url: string; publicUrl: string; find: FindWidget | null },
): Promise<Finding[]> {
  let page: EgressResponse
  try {
    page = await egress.request({ url, redirects: 'follow', breakerIgnored: true })
  } catch (error) {
    const fix =
      error instanceof EgressError && error.code === 'address_not_allowed'
        ? 'The site is in a private network: set EGRESS_ALLOW, as the server needs it to ask for names.'
        : 'Check the address. The server must reach the site to ask it for names.'
    return [problem('site', `${url} can't be read (${reasonOf(error)}).`, fix)]
  }
  if (page.status !== 200) {
    return [problem('site', `${url} answers ${page.status}.`, 'Give the address of a public page that has the chat.')]
  }
  const html = new TextDecoder().decode(page.body)
  return [
    ...(await checkScript(html, { url: page.url, publicUrl, find })),
    checkPolicy(page, publicUrl),
    VIEWPORT.test(html)
      ? ok('site-viewport', 'The page has a viewport for phones.')
      : warning(
          'site-viewport',
          'The page has no viewport meta element: phones show it, and the chat, tiny.',
          'Add <meta name="viewport" content="width=device-width, initial-scale=1">.',
        ),
    checkClock(page),
  ]
}

async function checkScript(
  html: string,
  { url, publicUrl, find }: { url: string; publicUrl: string; find: FindWidget | null },
): Promise<Finding[]> {
  const scripts = [...html.matchAll(SCRIPT)].map(([, src = '', id]) => ({ src: URL.parse(src, url), id: Number(id) }))
  const [script] = scripts
  if (!script) {
    const fix =
      "Paste the widget's snippet into the page: dashboard, Install. A script that adds it later is not seen here."
    return [problem('site-script', 'The page does not load the chat.', fix)]
  }
  const findings: Finding[] = []
  if (script.src?.origin !== new URL(publicUrl).origin) {
    const said = `The page loads the chat from ${script.src?.origin}, and this server is ${publicUrl}.`
    findings.push(problem('site-script', said, 'Change the host name in the script element.'))
  } else if (scripts.length > 1) {
    findings.push(warning('site-script', 'The page loads the chat twice.', 'Remove one of the script elements.'))
  } else findings.push(ok('site-script', `The page loads widget ${script.id}.`))
  if (!find) return findings
  const widget = await find(script.id)
  if (!widget) {
    const said = `This server has no widget ${script.id}.`
    return [...findings, problem('site-widget', said, 'Take the number from the dashboard, Install.')]
  }
  const origin = new URL(url).origin
  if (!originAllowed(origin, widget.origins)) {
    const said = `Widget ${script.id} does not allow pages of ${origin}.`
    findings.push(problem('site-origin', said, 'Add the address in the dashboard, Site.'))
  } else findings.push(ok('site-origin', `Widget ${script.id} allows ${origin}.`))
  if (widget.users_info_url === null) {
    const said = `Widget ${script.id} has no Users info URL: people have placeholder names.`
    findings.push(warning('site-users-info', said, 'Set it in the dashboard, Site.'))
  } else findings.push(ok('site-users-info', 'The widget has a Users info URL; the dashboard tests it.'))
  return findings
}

/** Only what certainly refuses the chat is reported: nonces and hashes can't be judged from here. */
function checkPolicy({ headers }: EgressResponse, publicUrl: string): Finding {
  const policy = headers['content-security-policy']
  if (policy === undefined) return ok('site-csp', 'The page has no Content-Security-Policy header.')
  const frames = directive(policy, 'frame-src') ?? directive(policy, 'child-src') ?? directive(policy, 'default-src')
  if (frames !== undefined && !frames.some((source) => covers(source, publicUrl))) {
    const fix = `Add ${new URL(publicUrl).origin} to frame-src, and to script-src.`
    return problem('site-csp', "The page's Content-Security-Policy forbids the chat's frame.", fix)
  }
  return ok('site-csp', "The page's Content-Security-Policy allows the chat's frame.")
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

function checkClock({ headers }: EgressResponse): Finding {
  const skew = Date.parse(headers.date ?? '') - Date.now()
  if (Number.isNaN(skew)) return ok('site-clock', 'The site does not say what time it has.')
  const seconds = Math.round(Math.abs(skew) / 1000)
  if (Math.abs(skew) <= SKEW_MS) return ok('site-clock', "The site's clock agrees with this one.")
  const said = `The site's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this one.`
  return problem('site-clock', said, 'Run a time service on both: tokens would be too young or too old.')
}

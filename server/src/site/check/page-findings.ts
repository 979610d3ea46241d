import type { PageFinding } from '@imbachat/protocol/http/widget/site-checks'

type Params = PageFinding['params']

interface FindingTexts {
  /** the part of the page that was looked at: short and stable, for scripts */
  check: string
  status: PageFinding['status']
  found: (params: Params) => string
  fix?: (params: Params) => string
}

/** Findings of the check of a page, by code. */
const PAGE_FINDINGS = {
  page_private: {
    check: 'site',
    status: 'problem',
    found: ({ url, reason }) => `${url} can't be read (${reason}).`,
    fix: () => 'The site is in a private network: set EGRESS_ALLOW, as the server needs it to ask for names.',
  },
  page_unreachable: {
    check: 'site',
    status: 'problem',
    found: ({ url, reason }) => `${url} can't be read (${reason}).`,
    fix: () => 'Check the address. The server must reach the site to ask it for names.',
  },
  page_status: {
    check: 'site',
    status: 'problem',
    found: ({ url, status }) => `${url} answers ${status}.`,
    fix: () => 'Give the address of a public page that has the chat.',
  },
  script_missing: {
    check: 'site-script',
    status: 'problem',
    found: () => 'The page does not load the chat.',
    fix: () =>
      "Paste the widget's snippet into the page: dashboard, Install. A script that adds it later is not seen here.",
  },
  script_elsewhere: {
    check: 'site-script',
    status: 'problem',
    found: ({ origin, server }) => `The page loads the chat from ${origin}, and this server is ${server}.`,
    fix: () => 'Change the host name in the script element.',
  },
  script_twice: {
    check: 'site-script',
    status: 'warning',
    found: () => 'The page loads the chat twice.',
    fix: () => 'Remove one of the script elements.',
  },
  script_ok: { check: 'site-script', status: 'ok', found: ({ widget_id }) => `The page loads widget ${widget_id}.` },
  widget_missing: {
    check: 'site-widget',
    status: 'problem',
    found: ({ widget_id }) => `This server has no widget ${widget_id}.`,
    fix: () => 'Take the number from the dashboard, Install.',
  },
  widget_other: {
    check: 'site-widget',
    status: 'problem',
    found: ({ widget_id, own }) => `The page loads widget ${widget_id}, and this is widget ${own}.`,
    fix: ({ own }) => `Put ${own} in the place of the number in the script's address.`,
  },
  origin_missing: {
    check: 'site-origin',
    status: 'problem',
    found: ({ widget_id, origin }) => `Widget ${widget_id} does not allow pages of ${origin}.`,
    fix: () => 'Add the address in the dashboard, Site.',
  },
  origin_ok: {
    check: 'site-origin',
    status: 'ok',
    found: ({ widget_id, origin }) => `Widget ${widget_id} allows ${origin}.`,
  },
  users_info_missing: {
    check: 'site-users-info',
    status: 'warning',
    found: ({ widget_id }) => `Widget ${widget_id} has no Users info URL: people have placeholder names.`,
    fix: () => 'Set it in the dashboard, Site.',
  },
  users_info_ok: {
    check: 'site-users-info',
    status: 'ok',
    found: () => 'The widget has a Users info URL; the dashboard tests it.',
  },
  policy_none: {
    check: 'site-csp',
    status: 'ok',
    found: () => 'The page has no Content-Security-Policy header.',
  },
  policy_refuses: {
    check: 'site-csp',
    status: 'problem',
    found: () => "The page's Content-Security-Policy forbids the chat's frame.",
    fix: ({ server }) => `Add ${server} to frame-src, and to script-src.`,
  },
  policy_inline: {
    check: 'site-csp',
    status: 'problem',
    found: () => "The page's Content-Security-Policy forbids the onload attribute that starts the chat.",
    fix: () => 'Use the two script elements of the dashboard, Install, Plain HTML, with your nonce on both.',
  },
  policy_ok: {
    check: 'site-csp',
    status: 'ok',
    found: () => "The page's Content-Security-Policy allows the chat's frame.",
  },
  viewport_ok: { check: 'site-viewport', status: 'ok', found: () => 'The page has a viewport for phones.' },
  viewport_missing: {
    check: 'site-viewport',
    status: 'warning',
    found: () => 'The page has no viewport meta element: phones show it, and the chat, tiny.',
    fix: () => 'Add <meta name="viewport" content="width=device-width, initial-scale=1">.',
  },
  clock_unsaid: { check: 'site-clock', status: 'ok', found: () => 'The site does not say what time it has.' },
  clock_ok: { check: 'site-clock', status: 'ok', found: () => "The site's clock agrees with this one." },
  clock_ahead: {
    check: 'site-clock',
    status: 'problem',
    found: ({ seconds }) => `The site's clock is ${seconds} s ahead of this one.`,
    fix: () => 'Run a time service on both: tokens would be too young or too old.',
  },
  clock_behind: {
    check: 'site-clock',
    status: 'problem',
    found: ({ seconds }) => `The site's clock is ${seconds} s behind this one.`,
    fix: () => 'Run a time service on both: tokens would be too young or too old.',
  },
} as const satisfies Record<string, FindingTexts>

export type PageFindingCode = keyof typeof PAGE_FINDINGS

export function pageFinding(code: PageFindingCode, params: Params = {}): PageFinding {
  const { check, status, found, fix }: FindingTexts = PAGE_FINDINGS[code]
  return { check, status, code, params, found: found(params), ...(fix && { fix: fix(params) }) }
}

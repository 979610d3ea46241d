import type { MiddlewareHandler } from 'hono'

/** Half a year, without subdomains and preload: only the owner of the domain can decide about those. */
const HSTS_SECONDS = 180 * 24 * 3600

/** Adds headers to every answer. A header that a page has set itself stays. */
export function securityHeaders({ publicUrl }: { publicUrl: string }): MiddlewareHandler {
  const defaults: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(new URL(publicUrl).protocol === 'https:' && { 'strict-transport-security': `max-age=${HSTS_SECONDS}` }),
  }
  return async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(defaults)) if (!c.res.headers.has(name)) c.header(name, value)
  }
}

/** The dashboard is shown in no frame, runs our own files only, and talks to our own server only. */
export const DASHBOARD_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "font-src 'self'",
  // the preview of a widget's looks
  "frame-src 'self'",
  // avatars of the connection test come from the owner's site
  'img-src https: http: data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** For JSON: even if a browser shows an answer as a page, it loads and runs nothing. */
export const API_POLICY = "default-src 'none'; frame-ancestors 'none'"

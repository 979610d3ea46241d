import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'

/**
 * Who is asking. Made in three places only: `chat/identity` from a site's token, `http/dashboard` from a person's
 * session, `http/site-api` from a site's key. No handler runs without one, and every query takes its `widgetId` from
 * it.
 */
export interface UserPrincipal {
  kind: 'user'
  widgetId: number
  userId: string
  /** when the token ends, milliseconds since 1970 */
  expiresAt: number
  /** when the site made the token (`iat`), milliseconds; missing: it does not say */
  issuedAt?: number
  /** one of `keyMarks`: of the Secret key that signed the token: when that key is retired, so is what rests on it */
  signedWith: string
  /** a guest who writes: this server signed the token */
  guest?: true
}

export interface GuestPrincipal {
  kind: 'guest'
  widgetId: number
}

export type PagePrincipal = UserPrincipal | GuestPrincipal

/** The site's own server. What the site allows its users does not bind it. */
export interface SitePrincipal {
  kind: 'site'
  widgetId: number
}

/** A person in the dashboard. */
export interface DashboardPrincipal {
  kind: 'dashboard'
  accountId: string
  email: string
  /** in the team of the widget that the operation names; null: it names none */
  role: WidgetRole | null
  /**
   * A person without an account that the site's admin signed in, to this one widget; null: an account. Their
   * `accountId` is no account's, so what is looked up by account finds nothing.
   */
  site: { widgetId: number; role: WidgetRole; backTo: string } | null
}

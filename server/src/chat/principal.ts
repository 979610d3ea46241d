import type { ApiScope } from '@imbachat/protocol/http/api/api-scopes'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'

/**
 * The user who acts. Five places make one: `chat/identity` from a site's token, `http/dashboard` from a person's
 * session, `http/site-api` from a site's key, `http/api` from an API key, `notifications` from a reply to a
 * notification or a mail. No handler runs without one, and every query takes its `widget_id` from it.
 */
export interface UserPrincipal {
  kind: 'user'
  widget_id: number
  user_id: string
  /** the person who speaks for this profile; missing: the user is a person */
  person_id?: string
  /** when the token ends, milliseconds since 1970 */
  expires_at: number
  /** when the site made the token (`iat`), milliseconds; missing: the token has no `iat` */
  issuedAt?: number
  /** one of `keyMarks`: of the Secret key that signed the token: when that key is retired, so is what rests on it */
  signed_with: string
  /** a guest who writes: this server signed the token */
  guest?: true
}

export interface GuestPrincipal {
  kind: 'guest'
  widget_id: number
}

export type PagePrincipal = UserPrincipal | GuestPrincipal

/** The site's own server. The limits that the site sets for its users do not bind it. */
export interface SitePrincipal {
  kind: 'site'
  widget_id: number
}

/** The site's own server, with an API key. */
export interface ApiPrincipal extends SitePrincipal {
  /** `user_id`: the bot that the key belongs to, as which alone it acts; null: the site */
  key: { key_id: string; name: string; scopes: readonly ApiScope[]; user_id: string | null }
}

/** A person in the dashboard. */
export interface DashboardPrincipal {
  kind: 'dashboard'
  account_id: string
  email: string
  /** in the team of the widget that the operation names; null: it names none */
  role: WidgetRole | null
  /**
   * A person without an account that the site's admin signed in, to this one widget; null: an account. Their
   * `account_id` belongs to no account, so a look-up by account finds nothing.
   */
  site: { widget_id: number; role: WidgetRole; back_to: string } | null
}

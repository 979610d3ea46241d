import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Generated } from 'kysely'

/** A widget, its keys, and what its site signs in with. */
export interface WidgetTables {
  widget: WidgetTable
  widget_secret: WidgetSecretTable
  api_key: ApiKeyTable
  api_call: ApiCallTable
  connect_code: ConnectCodeTable
  sign_of_life: SignOfLifeTable
  site_sign_in: SiteSignInTable
  site_sign_in_token: SiteSignInTokenTable
  site_person: SitePersonTable
  site_session: SiteSessionTable
}

interface WidgetTable {
  id: Generated<number>
  account_id: string | null
  name: string
  api_login: string
  users_info_url: string | null
  /** JSON: string[] */
  origins: string
  /** JSON: WidgetSettings, only the values that differ from the defaults */
  settings: string
  /** JSON: RulesInUse; null: none */
  rules: Generated<string | null>
  /** number of the newest room */
  last_room_id: Generated<number>
  created_at: number
  /** null: not deleted */
  deleted_at: Generated<number | null>
  /** when its rows were removed; only the number is left, and no other widget gets it */
  erased_at: Generated<number | null>
  /** when the server's administrator stopped the chat; null: it works */
  suspended_at: Generated<number | null>
  /** why, for the team */
  suspended_for: Generated<string | null>
  /** JSON: WidgetQuotas that differ from the server's; null in them: the server's */
  quotas: Generated<string>
}

/** Secret keys and API passwords, sealed. At most two of a kind are live; the highest `id` is the current one. */
interface WidgetSecretTable {
  widget_id: number
  kind: 'secret_key' | 'api_password'
  id: number
  sealed: string
  created_at: number
  /** when it stops working; null: until it is retired */
  ends_at: Generated<number | null>
  /** when the site last used it, to the minute; null: not since this is noted */
  used_at: Generated<number | null>
  /** KeyUseName */
  used_for: Generated<string | null>
}

/** Keys of the server API. */
interface ApiKeyTable {
  widget_id: number
  /** UUID */
  id: string
  /** for the team */
  name: string
  /** SHA-256 of the key, hex */
  secret_hash: string
  /** its first characters */
  start: string
  /** JSON: ApiScope[] */
  scopes: string
  created_at: number
  /** an account */
  made_by: string
  /** null: it does not end by itself */
  expires_at: Generated<number | null>
  /** null: it was not revoked */
  revoked_at: Generated<number | null>
  /** to the minute; null: never */
  used_at: Generated<number | null>
  /** the bot that it is the key of; null: of the site */
  user_id: Generated<string | null>
}

/** Calls of the server API that came with an idempotency key. */
interface ApiCallTable {
  widget_id: number
  /** the caller's Idempotency-Key */
  key: string
  /** SHA-256 of operation, address and body, hex */
  request_hash: string
  started_at: number
  /** UUID of the attempt that carries it out, or did */
  run: string
  /** null: it runs, or its server died */
  status: Generated<number | null>
  /** JSON; null like `status` */
  answer: Generated<string | null>
}

/**
 * One-time codes for CMS plugins. A widget has at most one unused code, and one used code: the one that connected its
 * site.
 */
interface ConnectCodeTable {
  widget_id: number
  /** SHA-256, hex */
  code_hash: string
  expires_at: number
  /** null: not used */
  used_at: number | null
  /** the start page that the plugin named when it used the code */
  site_url: string | null
}

/** Signs that a widget works on its site. */
interface SignOfLifeTable {
  widget_id: number
  /** when a page last loaded the script, to the minute */
  script_at: number | null
  script_origin: string | null
  /** when the first user came */
  user_at: number | null
  message_at: number | null
}

/** Sign-in to the dashboard from the site's admin; a widget without a row has it off. */
interface SiteSignInTable {
  widget_id: number
  /** another one for each key: sessions rest on it */
  key_id: string
  /** the key, sealed for this widget */
  sealed: string
  most_role: WidgetRole
  /** JSON: string[], the addresses that a token may name */
  back_to: string
  /** creation time of the key */
  created_at: number
  /** when a person last signed in */
  used_at: Generated<number | null>
}

/** Tokens that were used, until they have expired. */
interface SiteSignInTokenTable {
  widget_id: number
  /** SHA-256 of the claim `jti`, hex */
  jti_hash: string
  expires_at: number
}

/** A person of the site's admin, as the audit log calls them. */
interface SitePersonTable {
  widget_id: number
  /** the site's */
  id: string
  label: string
}

/** A session that the site's admin opened, or the ticket for it while `opened` is 0. */
interface SiteSessionTable {
  widget_id: number
  /** SHA-256 of the ticket, then of the cookie's token, hex */
  token_hash: string
  person_id: string
  key_id: string
  /** the role that the token asked for */
  role: WidgetRole
  back_to: string
  opened: 0 | 1
  created_at: number
  expires_at: number
}

import type { Generated } from 'kysely'

/**
 * Tables of the owner's side, in the form that better-auth reads and writes: times are ISO 8601 text, booleans are 0/1.
 * Accessed through `control`.
 */
export interface OwnerTables {
  owner: OwnerTable
  owner_session: OwnerSessionTable
  owner_credential: OwnerCredentialTable
  owner_verification: OwnerVerificationTable
  owner_setup: OwnerSetupTable
  owner_two_factor: OwnerTwoFactorTable
  owner_reset: OwnerResetTable
  reset_link: ResetLinkTable
  owner_mail_choice: OwnerMailChoiceTable
  owner_mail: OwnerMailTable
  owner_push: OwnerPushTable
}

/** A person who owns widgets. */
interface OwnerTable {
  id: string
  name: string
  /** lower case */
  email: string
  email_verified: number
  image: string | null
  /** 1: signing in needs a second factor */
  two_factor_enabled: Generated<number>
  /** 1: runs the server */
  administrator: Generated<number>
  /** milliseconds since 1970; null: may sign in */
  disabled_at: Generated<number | null>
  created_at: string
  updated_at: string
}

interface OwnerSessionTable {
  id: string
  owner_id: string
  token: string
  expires_at: string
  ip_address: string | null
  user_agent: string | null
  created_at: string
  updated_at: string
}

/** The sign-in of an account; for now `provider_id` is always "credential" with a password. */
interface OwnerCredentialTable {
  id: string
  owner_id: string
  provider_id: string
  account_id: string
  /** argon2id */
  password: string | null
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: string | null
  refresh_token_expires_at: string | null
  scope: string | null
  created_at: string
  updated_at: string
}

/** Of an owner with two-factor sign-in, or who is about to turn it on. */
interface OwnerTwoFactorTable {
  id: string
  owner_id: string
  /** encrypted with the server's secret, like `backup_codes` */
  secret: string
  backup_codes: string
  /** 0: not confirmed yet */
  verified: number | null
  failed_verification_count: number | null
  locked_until: string | null
  /** JSON: `[code, milliseconds since 1970][]`, codes that may not sign in again; null: none */
  used_codes: Generated<string | null>
}

interface OwnerVerificationTable {
  id: string
  identifier: string
  value: string
  expires_at: string
  created_at: string
  updated_at: string
}

/** Has at most one row, while the server waits for its first account. */
interface OwnerSetupTable {
  id: 1
  /** SHA-256 of the setup link's token, hex */
  token_hash: string
  /** milliseconds since 1970 */
  created_at: number
}

/** Links that nodes of the last release make. The next release drops it. */
interface OwnerResetTable {
  owner_id: string
  /** SHA-256 of the link's token, hex */
  token_hash: string
  created_at: number
  expires_at: number
}

/** A link that sets a new password once. Times are milliseconds since 1970. */
interface ResetLinkTable {
  /** SHA-256 of the link's token, hex */
  token_hash: string
  owner_id: string
  made_by: 'administrator' | 'mail'
  /** SHA-256 of the stored password that the link replaces, hex: another password ends the link */
  password_mark: string
  created_at: number
  expires_at: number
}

/** The notices that an account gets; without a row, all. */
interface OwnerMailChoiceTable {
  account_id: string
  language: string
  /** JSON: topics */
  turned_off: string
}

/** The browser of a dashboard session that gets notifications. */
interface OwnerPushTable {
  session_id: string
  /** hash of the address at the push service */
  endpoint_hash: string
  /** address and keys, sealed */
  sealed: string
  /** milliseconds since 1970 */
  created_at: number
}

/** The time of an account's last notice of one kind. */
interface OwnerMailTable {
  account_id: string
  /** a topic: by mail; `push` and a topic: by a notification */
  topic: string
  /** the widget; 0: the server */
  about: number
  /** milliseconds since 1970 */
  sent_at: number
}

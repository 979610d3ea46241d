import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Generated } from 'kysely'

/** The people who work in the dashboard of a widget, and their acts. */
export interface TeamTables {
  team_member: TeamMemberTable
  team_invite: TeamInviteTable
  audit: AuditTable
  open_act: OpenActTable
}

/** The members of a widget's team, without the account that owns the widget. */
interface TeamMemberTable {
  widget_id: number
  account_id: string
  role: WidgetRole
  created_at: number
}

/** An invitation that waits; accepting removes it. */
interface TeamInviteTable {
  widget_id: number
  /** UUID */
  id: string
  /** SHA-256 of the link's token, hex */
  token_hash: string
  role: WidgetRole
  /** for the team: the person that it is meant for */
  note: string
  /** an account */
  invited_by: string
  created_at: number
  expires_at: number
}

/** An act in the dashboard. Append-only, by triggers too. */
interface AuditTable {
  /** 0: about an account, or about the server */
  widget_id: number
  /** UUID of version 7: by time */
  id: string
  at: number
  /** null: the command line */
  account_id: Generated<string | null>
  /** e-mail address of the account when it acted */
  actor: string
  /** an operation of the dashboard */
  action: string
  /** the object of the act */
  target: Generated<string | null>
  /** JSON: the changed values */
  details: Generated<string | null>
  address: Generated<string | null>
}

/** An act of the dashboard that has begun and is not in `audit` yet, with the same columns. */
type OpenActTable = Omit<AuditTable, 'details'>

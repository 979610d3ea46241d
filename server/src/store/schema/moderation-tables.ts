import type { ReportReason } from '@imbachat/protocol'
import type { BroadcastStop } from '@imbachat/protocol/moderation/broadcasts'
import type {
  ReportOutcome,
  ReportSource,
  RestrictionKind,
  TaskKind,
  TaskState,
} from '@imbachat/protocol/moderation/moderation'
import type { Generated } from 'kysely'

/** Reports, restrictions, and what moderators note and do. */
export interface ModerationTables {
  report: ReportTable
  report_note: ReportNoteTable
  restriction: RestrictionTable
  user_note: UserNoteTable
  monitor_session: MonitorSessionTable
  appeal: AppealTable
  task: TaskTable
}

/** A report of a user to the widget's moderators. */
interface ReportTable {
  widget_id: number
  /** UUID */
  id: string
  room_id: number
  /** null: the user is reported, not a message */
  seq: number | null
  /** the reported user, or the author of the message */
  user_id: string
  reporter_id: string
  reason: ReportReason
  comment: string
  /** JSON: the messages around it, as they were when it was reported */
  messages: string
  created_at: number
  /** null: open */
  closed_at: Generated<number | null>
  /** the account that closed it */
  closed_by: Generated<string | null>
  outcome: Generated<ReportOutcome | null>
  /** `user`: somebody reported it; else the rule of the widget that flagged the message */
  source: Generated<ReportSource>
  /** the rule's finding */
  flagged: Generated<string | null>
  /** the account that looks at it now, until when */
  claimed_by: Generated<string | null>
  claimed_until: Generated<number | null>
  /** JSON: Undo, how its decision is taken back; null: it can't be */
  undo: Generated<string | null>
  /** the held message that it is about; null: another message, or a user */
  held_client_id: Generated<string | null>
  /** the account that works on it */
  assigned_to: Generated<string | null>
  /** put off until this time */
  snoozed_until: Generated<number | null>
}

/** A moderator's note for the team about the subject of reports. It names the subject as a report does. */
interface ReportNoteTable {
  widget_id: number
  /** UUID */
  id: string
  /** the reported user, or the author of the message */
  user_id: string
  room_id: number
  seq: number | null
  held_client_id: string | null
  text: string
  created_at: number
  /** an account */
  written_by: string
}

/** A warning, mute or ban that a moderator gave. What holds now is in `chat_user.standing`. */
interface RestrictionTable {
  widget_id: number
  /** UUID */
  id: string
  user_id: string
  kind: RestrictionKind
  /** the reason for the user to read; of a shadow ban for the team */
  reason: string
  /** null: for good; of a warning always null */
  until: number | null
  /** the report that led to it */
  report_id: string | null
  created_at: number
  /** the account that gave it */
  created_by: string
  /** null: nobody ended it before its time */
  lifted_at: Generated<number | null>
  lifted_by: Generated<string | null>
}

/** A moderator's note about a user. */
interface UserNoteTable {
  widget_id: number
  /** UUID */
  id: string
  user_id: string
  text: string
  created_at: number
  /** an account */
  created_by: string
}

/** A moderator who watches the messages of users. Their reason is in the audit log. */
interface MonitorSessionTable {
  widget_id: number
  id: string
  account_id: string
  started_at: number
}

/** The note of a muted or banned user to the moderators: one for each restriction. */
interface AppealTable {
  widget_id: number
  restriction_id: string
  user_id: string
  kind: 'mute' | 'ban'
  text: string
  created_at: number
  /** null: open */
  closed_at: Generated<number | null>
  /** an account */
  closed_by: Generated<string | null>
  outcome: Generated<'accepted' | 'declined' | null>
}

/** Work that a moderator started and that takes a while; a job does it. */
interface TaskTable {
  widget_id: number
  /** UUID */
  id: string
  kind: TaskKind
  /** the user that it is about */
  user_id: string | null
  /** JSON */
  payload: string
  state: TaskState
  /** JSON: the place of the next step; null: the task has not begun */
  place: Generated<string | null>
  /** steps taken, total steps, and changed rows */
  looked: Generated<number>
  total: Generated<number>
  changed: Generated<number>
  created_at: number
  /** an account */
  created_by: string
  ended_at: Generated<number | null>
  /** for a broadcast that the server stopped */
  stopped_for: Generated<BroadcastStop | null>
}

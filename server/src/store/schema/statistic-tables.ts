import type { Generated } from 'kysely'

/** Counts by hour, day and week. */
export interface StatisticTables {
  statistic: StatisticTable
  active_user: ActiveUserTable
  returned_users: ReturnedUsersTable
  unanswered_dialog: UnansweredDialogTable
}

/** A widget's counts of one hour. */
interface StatisticTable {
  widget_id: number
  /** when it begins */
  hour: number
  messages: number
  dialogs: number
  /** users whose first activity of that day of UTC fell into this hour */
  active_users: number
  /** users among them who came for the first time */
  new_users: Generated<number>
  /** new groups, public rooms included */
  rooms: Generated<number>
  /** uploaded */
  files: Generated<number>
  file_bytes: Generated<number>
  /** dialogs whose first message was sent in this hour; of them, those that another user answered, by the wait */
  dialogs_begun: Generated<number>
  answered_5m: Generated<number>
  answered_1h: Generated<number>
  answered_1d: Generated<number>
  /** within 30 days */
  answered_later: Generated<number>
}

/** The last day on which a user was active; guests who write, too. */
interface ActiveUserTable {
  widget_id: number
  user_id: string
  /** when the day begins, in UTC */
  day: number
  /** the first such day; null: from before it was counted */
  first_day: number | null
  /** the day of activity before the last one; null: the user was active on one day only */
  day_before: number | null
}

/** Users who came first in one week and were active in a later one, counted. Weeks begin on Monday, in UTC. */
interface ReturnedUsersTable {
  widget_id: number
  first_week: number
  /** the first week itself, too: all who came first in it */
  week: number
  users: number
}

/** A dialog in which nobody but the user who began it has written yet. */
interface UnansweredDialogTable {
  widget_id: number
  room_id: number
  user_id: string
  begun_at: number
}

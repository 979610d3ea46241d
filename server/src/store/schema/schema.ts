import type { CallTables } from './call-tables.ts'
import type { EventTables } from './event-tables.ts'
import type { FileTables } from './file-tables.ts'
import type { ModerationTables } from './moderation-tables.ts'
import type { NotificationTables } from './notification-tables.ts'
import type { RoomTables } from './room-tables.ts'
import type { ServerTables } from './server-tables.ts'
import type { StatisticTables } from './statistic-tables.ts'
import type { TeamTables } from './team-tables.ts'
import type { UserTables } from './user-tables.ts'
import type { WidgetTables } from './widget-tables.ts'

export type { OwnerTables } from './owner-tables.ts'

/**
 * The tables of both databases. Times are milliseconds since 1970; booleans are 0/1; JSON is text; user ids are text.
 */
export interface Database
  extends WidgetTables,
    UserTables,
    RoomTables,
    FileTables,
    EventTables,
    NotificationTables,
    CallTables,
    ModerationTables,
    TeamTables,
    StatisticTables,
    ServerTables {}

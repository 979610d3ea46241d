/** Every table with data to keep. Tables that others refer to come first. */
export const TABLES = [
  'installation',
  'widget',
  'widget_secret',
  'connect_code',
  'chat_user',
  'room',
  'member',
  'invite',
  'join_request',
  'message',
  'message_version',
  'held_message',
  'reaction',
  'mention',
  'blob',
  'upload',
  'attachment',
  'file_usage',
  'job',
  'own_state',
  'own_item',
  'report',
  'restriction',
  'team_member',
  'team_invite',
  'audit',
  'open_act',
  'user_note',
  'monitor_session',
  'appeal',
  'site_sign_in',
  'site_sign_in_token',
  'site_person',
  'site_session',
  'task',
  'statistic',
  'active_user',
  'sign_of_life',
  'owner',
  'owner_session',
  'owner_credential',
  'owner_two_factor',
  'owner_verification',
  'owner_setup',
  'owner_reset',
  'reset_link',
  'server_node',
  'backup_run',
] as const

export type TableName = (typeof TABLES)[number]

export type Row = Record<string, string | number | null>

/** Rows that are read, sent and stored at once. */
export const ROWS_AT_A_TIME = 500

/** Reports the progress of a transfer. */
export type Progress = (table: TableName, rows: number) => void

/** What a server writes of itself: a database that has nothing else is empty, and a restore replaces it. */
export const OWN_TABLES: readonly TableName[] = ['installation', 'owner_setup', 'server_node', 'backup_run']

/** Every table with rows of widgets, and its primary key. Dependent tables come first: messages before their room. */
export const WIDGET_TABLES = {
  attachment: ['widget_id', 'id'],
  upload: ['widget_id', 'id'],
  blob: ['widget_id', 'id'],
  file_usage: ['widget_id'],
  job: ['widget_id', 'id'],
  reaction: ['widget_id', 'room_id', 'seq', 'user_id', 'emoji'],
  message: ['widget_id', 'room_id', 'seq'],
  member: ['widget_id', 'room_id', 'user_id'],
  report: ['widget_id', 'id'],
  invite: ['widget_id', 'token_hash'],
  own_item: ['widget_id', 'user_id', 'key'],
  own_state: ['widget_id', 'user_id'],
  room: ['widget_id', 'id'],
  chat_user: ['widget_id', 'id'],
  connect_code: ['widget_id', 'code_hash'],
  widget_secret: ['widget_id', 'kind', 'id'],
} as const

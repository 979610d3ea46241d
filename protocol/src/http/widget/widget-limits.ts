/**
 * Bounds of a widget's numeric settings, inclusive. Apart from the schema, so that the dashboard shows them without
 * Zod.
 */
export const WIDGET_LIMITS = {
  message_max_chars: { min: 1, max: 20_000 },
  messages_per_minute: { min: 1, max: 6_000 },
  guest_messages_per_minute: { min: 1, max: 6_000 },
  file_max_mb: { min: 1, max: 10_000 },
  files_quota_mb: { min: 0, max: 100_000_000 },
  edit_minutes: { min: 0, max: 525_600 },
  delete_minutes: { min: 0, max: 525_600 },
  users_ttl_seconds: { min: 10, max: 86_400 },
  mail_minutes: { min: 1, max: 1_440 },
  mail_every_minutes: { min: 0, max: 10_080 },
  mail_per_day: { min: 1, max: 100 },
  mail_per_room: { min: 1, max: 20 },
  launcher_side: { min: 0, max: 200 },
  launcher_bottom: { min: 0, max: 400 },
  window_width: { min: 320, max: 720 },
  window_height: { min: 400, max: 1_000 },
} as const

/** The most that the server's administrator may allow one widget. */
export const QUOTA_LIMITS = {
  file_mb: 100_000_000,
  connections: 10_000_000,
  rest_calls_per_second: 100_000,
} as const

/** The scopes of an API key. Each operation of the server API needs one of them. */
export const API_SCOPES = [
  'messages:read',
  'messages:write',
  'rooms:read',
  'rooms:write',
  'users:read',
  'users:write',
  'tokens:create',
  'import:write',
  'events:read',
  'statistics:read',
  'moderation:read',
  'moderation:write',
  'broadcasts:read',
  'broadcasts:write',
  'settings:read',
  'settings:write',
  'webhooks:read',
  'webhooks:write',
  'bots:write',
] as const

export type ApiScope = (typeof API_SCOPES)[number]

/** The scopes of a bot's key: it acts as the bot, in its rooms, by the operations that are open to bots. */
export const BOT_SCOPES = [
  'messages:read',
  'messages:write',
  'rooms:read',
  'users:read',
  'tokens:create',
  'events:read',
] as const satisfies readonly ApiScope[]

/** What an API key may do. Each operation of the server API names the one that it needs. */
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

/** What the key of a bot may do: as the bot, in its rooms, by the operations that are open to bots. */
export const BOT_SCOPES = [
  'messages:read',
  'messages:write',
  'rooms:read',
  'users:read',
  'tokens:create',
  'events:read',
] as const satisfies readonly ApiScope[]

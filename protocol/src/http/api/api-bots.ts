import { z } from 'zod'
import { BOT_RECEIVES } from '../../users/user.ts'
import { operations } from '../operation.ts'
import { API_KEY_DAYS } from '../widget/api-keys.ts'
import { API, next, pageOfApi, siteUserId } from './api-parts.ts'
import { describedUser } from './api-users.ts'

export const bot = z
  .object({
    user_id: z.string(),
    name: z.string(),
    avatar_url: z.string().nullable(),
    receives: z.enum(BOT_RECEIVES).describe('in groups and channels; of its dialogs a bot receives all messages'),
    keys: z.int().describe('of its API keys, those that work'),
    paused: z.boolean().describe('it is banned: it does nothing, and receives nothing'),
    active_at: z.int().nullable().describe('when it was last connected or used a key, to the minute; null: never'),
  })
  .meta({ id: 'Bot' })
export type BotView = z.output<typeof bot>

/** The fields for creating or changing a bot. */
export const botChange = describedUser.pick({ name: true, avatar_url: true, profile_url: true, badge: true }).extend({
  name: describedUser.shape.name.describe('required for a new bot'),
  receives: z
    .enum(BOT_RECEIVES, `must be one of ${BOT_RECEIVES.join(', ')}`)
    .optional()
    .describe('default of a new bot: mentions'),
})

const write = { access: 'key', scope: 'bots:write' } as const
const ofBot = z.object({ user_id: siteUserId })

export const apiBotOperations = operations(API, {
  'bots.list': {
    ...write,
    method: 'get',
    path: '/bots',
    summary: 'The bots of the chat, by user id',
    query: z.strictObject({
      ...pageOfApi,
      cursor: z.string().max(900, 'must have at most 900 characters').optional().describe('`next` of the page before'),
    }),
    result: z.object({ bots: z.array(bot), next }),
  },
  'bots.put': {
    ...write,
    method: 'put',
    path: '/bots/{user_id}',
    summary: 'Make a bot, or change it: what is absent stays, null clears',
    params: ofBot,
    body: botChange,
    result: z.object({ bot, created: z.boolean().describe('it was missing') }),
    errors: ['conflict'],
  },
  'bots.create_key': {
    ...write,
    method: 'post',
    path: '/bots/{user_id}/keys',
    summary: 'Make an API key that acts as the bot alone; only here it is shown',
    params: ofBot,
    body: z.strictObject({
      days: z
        .int()
        .min(API_KEY_DAYS.min, `must be at least ${API_KEY_DAYS.min}`)
        .max(API_KEY_DAYS.max, `must be at most ${API_KEY_DAYS.max}`)
        .nullable()
        .default(null)
        .describe('until it ends; null: it does not end by itself'),
      replace: z.boolean().default(false).describe('its other keys, tokens and connections end'),
    }),
    status: 201,
    result: z.object({ key_id: z.string(), key: z.string(), expires_at: z.int().nullable() }),
    errors: ['user_unknown', 'conflict'],
  },
  'bots.revoke_keys': {
    ...write,
    method: 'delete',
    path: '/bots/{user_id}/keys',
    summary: 'End all API keys of a bot, its tokens and its connections, at once',
    params: ofBot,
    result: z.object({ user_id: z.string(), revoked: z.int().describe('keys that worked until now') }),
    errors: ['user_unknown'],
  },
})

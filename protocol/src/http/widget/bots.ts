import { z } from 'zod'
import { apiBotOperations, bot, botChange } from '../api/api-bots.ts'
import { siteUserId } from '../api/api-parts.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { pageQuery, widgetParams } from './widgets.ts'

const access = { access: 'admin', bySite: false } as const
const path = '/widgets/{widget_id}/bots'
const ofBot = widgetParams.extend({ user_id: siteUserId })

export const botOperations = operations(DASHBOARD_API, {
  'widget_bots.list': {
    ...access,
    method: 'get',
    path,
    summary: 'The bots of the widget, by user id',
    params: widgetParams,
    query: pageQuery,
    result: apiBotOperations['bots.list'].result,
  },
  'widget_bots.put': {
    ...access,
    method: 'put',
    path: `${path}/{user_id}`,
    summary: 'Make a bot, or change it',
    params: ofBot,
    body: botChange,
    result: z.object({ bot, created: z.boolean() }),
    errors: ['conflict'],
  },
  'widget_bots.create_key': {
    ...access,
    method: 'post',
    path: `${path}/{user_id}/keys`,
    summary: 'Make an API key that acts as the bot alone; only here it is shown',
    params: ofBot,
    body: apiBotOperations['bots.create_key'].body,
    status: 201,
    result: apiBotOperations['bots.create_key'].result,
    errors: ['user_unknown', 'conflict'],
  },
  'widget_bots.revoke_keys': {
    ...access,
    method: 'post',
    path: `${path}/{user_id}/keys/revoke`,
    summary: 'End all API keys of a bot, its tokens and its connections, at once',
    params: ofBot,
    result: apiBotOperations['bots.revoke_keys'].result,
    errors: ['user_unknown'],
  },
})

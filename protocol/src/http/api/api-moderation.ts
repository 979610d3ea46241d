import { z } from 'zod'
import { broadcastsOperations } from '../moderation/broadcasts.ts'
import { reportsOperations } from '../moderation/reports.ts'
import { operations } from '../operation.ts'
import { API, pageOfApi } from './api-parts.ts'

const id = z.string().max(100, 'must have at most 100 characters')
const ofReport = z.object({ report_id: id })
const ofBroadcast = z.object({ broadcast_id: id })

const reports = {
  list: reportsOperations['reports.list'],
  get: reportsOperations['reports.get'],
  decide: reportsOperations['reports.decide'],
}
const broadcasts = {
  list: broadcastsOperations['broadcasts.list'],
  preview: broadcastsOperations['broadcasts.preview'],
  send: broadcastsOperations['broadcasts.send'],
  stop: broadcastsOperations['broadcasts.stop'],
}

/** Acts that moderators also have in the dashboard; the audit log records both alike. */
export const apiModerationOperations = operations(API, {
  'reports.list': {
    access: 'key',
    scope: 'moderation:read',
    method: 'get',
    path: '/reports',
    summary: reports.list.summary,
    query: z.strictObject({ ...reports.list.query.shape, ...pageOfApi }),
    result: reports.list.result,
  },
  'reports.get': {
    access: 'key',
    scope: 'moderation:read',
    method: 'get',
    path: '/reports/{report_id}',
    summary: reports.get.summary,
    params: ofReport,
    result: reports.get.result,
    errors: ['not_found'],
  },
  'reports.decide': {
    access: 'key',
    scope: 'moderation:write',
    method: 'post',
    path: '/reports/{report_id}/decision',
    summary: 'Decide a report and all open ones about the same message or user; publish or delete a held message',
    params: ofReport,
    body: reports.decide.body,
    result: reports.decide.result,
    errors: ['not_found', 'message_not_found', 'room_not_found', 'banned', 'frozen', 'conflict'],
  },
  'broadcasts.list': {
    access: 'key',
    scope: 'broadcasts:read',
    method: 'get',
    path: '/broadcasts',
    summary: broadcasts.list.summary,
    query: z.strictObject(pageOfApi),
    result: broadcasts.list.result,
  },
  'broadcasts.preview': {
    access: 'key',
    scope: 'broadcasts:read',
    method: 'post',
    path: '/broadcasts/preview',
    summary: broadcasts.preview.summary,
    body: broadcasts.preview.body,
    result: broadcasts.preview.result,
    errors: ['user_unknown'],
  },
  'broadcasts.send': {
    access: 'key',
    scope: 'broadcasts:write',
    method: 'post',
    path: '/broadcasts',
    summary: broadcasts.send.summary,
    body: broadcasts.send.body,
    status: 201,
    result: broadcasts.send.result,
    errors: ['user_unknown', 'conflict', 'message_empty', 'message_too_long', 'message_text_invalid', 'words_refused'],
  },
  'broadcasts.stop': {
    access: 'key',
    scope: 'broadcasts:write',
    method: 'post',
    path: '/broadcasts/{broadcast_id}/stop',
    summary: broadcasts.stop.summary,
    params: ofBroadcast,
    body: broadcasts.stop.body,
    result: broadcasts.stop.result,
    errors: ['not_found'],
  },
})

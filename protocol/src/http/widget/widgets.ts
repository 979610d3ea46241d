import { z } from 'zod'
import { devId } from '../../ids.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { siteOrigin, usersInfoUrl } from './site-address.ts'
import { WIDGET_ROLES } from './widget-roles.ts'
import { widgetSettings, widgetSettingsPatch } from './widget-settings.ts'

/** Most origins a widget may allow. */
const MAX_ORIGINS = 100

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must have no control characters')

const origins = z
  .array(siteOrigin)
  .max(MAX_ORIGINS, `must have at most ${MAX_ORIGINS} entries`)
  .transform((list) => [...new Set(list)])

/** A widget as its owner sees it; its keys are asked for apart. */
export const widget = z
  .object({
    widget_id: z.int().describe('DEV_ID'),
    role: z.enum(WIDGET_ROLES).describe('of the account that asks'),
    name: z.string(),
    users_info_url: z
      .string()
      .nullable()
      .describe('where the server asks the site for names and avatars; null: not set'),
    origins: z.array(z.string()).describe('pages that may embed the chat; empty: none'),
    settings: widgetSettings,
    suspended: z
      .object({ at: z.int(), reason: z.string() })
      .nullable()
      .describe("the server's administrator stopped the chat; null: it works"),
    snippet: z.string().describe('HTML to paste into the site'),
    created_at: z.int().describe('milliseconds since 1970'),
  })
  .meta({ id: 'Widget' })

/** Named so that it does not collide with the server's own `Widget`. */
export type WidgetView = z.output<typeof widget>

/** A widget in the list of all. */
const listedWidget = widget
  .extend({
    waiting: z.int().nullable().describe('reports and appeals to decide about; null: the role has no use for it'),
  })
  .meta({ id: 'ListedWidget' })

export type ListedWidget = z.output<typeof listedWidget>

export const widgetCreate = z.strictObject({
  name,
  users_info_url: usersInfoUrl.nullable().optional(),
  origins: origins.optional(),
  settings: widgetSettingsPatch.optional(),
})

export const widgetChange = z.strictObject({
  name: name.optional(),
  users_info_url: usersInfoUrl.nullable().optional(),
  origins: origins.optional(),
  settings: widgetSettingsPatch.optional(),
  base: z
    .strictObject({
      name: z.string().optional(),
      users_info_url: z.string().nullable().optional(),
      origins: z.array(z.string()).optional(),
      settings: z.record(z.string().max(64), z.unknown()).optional(),
    })
    .optional()
    .describe(
      'what the form began with: if one of these differs now, somebody changed it meanwhile, and nothing is stored',
    ),
})

/** The parameter of paths that name a widget. */
export const widgetParams = z.object({ widget_id: devId.describe('DEV_ID') })

/** One page of a list: its length, and the cursor of the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('entries a page'),
  cursor: z.string().max(100).optional().describe('`next` of the previous page'),
})

/** Of a list by name: a cursor has the whole name, the id and the e-mail address. */
export const nameCursor = z.string().max(4_000).optional().describe('`next` of the previous page')

/** Number of users, rooms and messages of a widget. */
export const widgetContents = z
  .object({
    users: z.int(),
    rooms: z.int(),
    messages: z.int().describe('also those that were deleted'),
    complete: z.boolean().describe('false: there are more, and counting stopped'),
  })
  .meta({ id: 'WidgetContents' })

export type WidgetContents = z.output<typeof widgetContents>

export const widgetOperations = operations(DASHBOARD_API, {
  'widgets.list': {
    method: 'get',
    path: '/widgets',
    summary: "The account's widgets, oldest first",
    access: 'account',
    bySite: true,
    query: pageQuery,
    result: z.object({
      widgets: z.array(listedWidget),
      next: z.string().nullable().describe('cursor of the next page; null: this is the last'),
    }),
  },
  'widgets.create': {
    method: 'post',
    path: '/widgets',
    summary: 'Create a widget with new keys',
    access: 'account',
    body: widgetCreate,
    status: 201,
    result: z.object({ widget }),
  },
  'widgets.get': {
    method: 'get',
    path: '/widgets/{widget_id}',
    summary: 'One widget, without its keys',
    access: 'viewer',
    params: widgetParams,
    result: z.object({ widget }),
  },
  'widgets.change': {
    method: 'patch',
    path: '/widgets/{widget_id}',
    summary: 'Change what is named, keep the rest',
    access: 'admin',
    params: widgetParams,
    body: widgetChange,
    result: z.object({ widget }),
    errors: ['conflict'],
  },
  'widgets.contents': {
    method: 'get',
    path: '/widgets/{widget_id}/contents',
    summary: 'How many users, rooms and messages a deletion would remove',
    access: 'viewer',
    params: widgetParams,
    result: z.object({ contents: widgetContents }),
  },
  'widgets.delete': {
    method: 'post',
    path: '/widgets/{widget_id}/delete',
    summary: 'Delete the widget with all its users, rooms and messages; there is no way back',
    access: 'owner',
    bySite: false,
    params: widgetParams,
    body: z.strictObject({ name: z.string().max(300).describe("the widget's name, to confirm") }),
    result: z.object({ widget_id: z.int() }),
  },
})

import { z } from 'zod'
import { languages } from '../phrases/languages.ts'
import { defineRequest, done } from './define-request.ts'

const base64url = (bytes: number) =>
  z.string().regex(new RegExp(`^[\\w-]{${Math.ceil((bytes * 4) / 3)}}$`), `must be ${bytes} bytes in base64url`)

/** Of 128 random bits. A browser names itself by it, and shows it to this server alone. */
export const deviceSecret = base64url(16)

/** The result of `PushManager.subscribe`, as JSON. */
export const pushSubscription = z.strictObject({
  endpoint: z.string().max(1000, 'must have at most 1000 characters'),
  keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
})

/** The browser that is subscribed. */
export const pushBrowser = {
  device: deviceSecret,
  /** such as `Firefox, Linux`, for the user's list of devices */
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine((text) => !/\p{C}/u.test(text), 'must be one line of readable text'),
  /** language of the notifications */
  language: z.enum(languages),
  subscription: pushSubscription,
}

/** The page of the site that a click on a notification opens. Its fragment is left out. */
const page = z.string().max(2000).nullable()

/** A browser that gets the user's notifications. */
export const pushDevice = z.object({
  device_id: z.string(),
  name: z.string(),
  /** milliseconds since 1970 */
  created_at: z.int(),
  /** when a notification reached it; null: none so far */
  used_at: z.int().nullable(),
  /** the browser that asks */
  here: z.boolean(),
})
export interface PushDevice extends z.output<typeof pushDevice> {}

export const pushRequests = [
  /**
   * A ticket with which a window on the chat's own origin subscribes its browser for this user. It works once and for a
   * few minutes; the next one replaces it. `forbidden`: the widget has no notifications.
   */
  defineRequest({
    name: 'push.ticket',
    audience: 'users',
    fields: { page },
    reply: z.object({ ticket: z.string(), expires_at: z.int() }),
    errors: ['forbidden'],
    cost: 5,
  }),

  /** Subscribes a browser whose subscription the page has, by a worker on the site's own origin. */
  defineRequest({
    name: 'push.subscribe',
    audience: 'users',
    fields: { ...pushBrowser, page },
    reply: z.object({ device_id: z.string() }),
    errors: ['forbidden'],
    cost: 5,
  }),

  /** The browsers that get the user's notifications, the newest first. */
  defineRequest({
    name: 'push.devices',
    audience: 'users',
    fields: {
      /** id of the browser that asks */
      device_id: z.string().max(22).exactOptional(),
    },
    reply: z.object({ devices: z.array(pushDevice) }),
    errors: [],
    cost: 2,
  }),

  /** Ends the notifications of one of the user's browsers; without `device_id`, of all. */
  defineRequest({
    name: 'push.off',
    audience: 'users',
    fields: { device_id: z.string().max(22).exactOptional() },
    reply: done,
    errors: [],
  }),
] as const

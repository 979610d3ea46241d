import { z } from 'zod'
import { languages } from '../phrases/languages.ts'
import { MOST_MAIL_OFF } from '../user-settings.ts'
import { isQuietHours, isTimeZone } from './quiet-hours.ts'

/**
 * The messages that a bot receives: those that mention it or reply to it, or all of its rooms; in dialogs always all.
 */
export const BOT_RECEIVES = ['mentions', 'all'] as const
export type BotReceives = (typeof BOT_RECEIVES)[number]

/** A user as other users may see them: never their e-mail. */
export const userCard = z
  .object({
    user_id: z.string(),
    name: z.string(),
    /** absolute http(s) URL */
    avatar_url: z.string().nullable(),
    /** absolute http(s) URL */
    profile_url: z.string().nullable(),
    badge: z.string().nullable(),
    /** true while the site has not answered for this user and `name` is a placeholder */
    placeholder: z.boolean(),
    /** present for a guest who writes under a name of their own choice */
    guest: z.literal(true).exactOptional(),
    /** present for a user whose data was erased: nobody reads messages to them */
    erased: z.literal(true).exactOptional(),
    /** present for a program that writes as a user */
    bot: z.literal(true).exactOptional(),
  })
  .meta({ id: 'UserCard' })
export interface UserCard extends z.output<typeof userCard> {}

/**
 * Another name of the user who is signed in, such as their shop. It is a user of its own, as which they sign in by
 * `auth` with `profile`. `gone`: the site no longer lists it, so it can be read but not written as.
 */
export const ownProfile = z
  .object({ user_id: z.string(), name: z.string(), avatar_url: z.string().nullable(), gone: z.boolean() })
  .meta({ id: 'OwnProfile' })
export interface OwnProfile extends z.output<typeof ownProfile> {}

export const presence = z
  .object({
    user_id: z.string(),
    online: z.boolean(),
    /** when the user was last online, milliseconds since 1970; null: never, or not known */
    last_seen: z.int().nullable(),
  })
  .meta({ id: 'Presence' })
export interface Presence extends z.output<typeof presence> {}

/** `until`: milliseconds since 1970, null for good; `reason`: in the moderators' words, may be empty */
export const restriction = z
  .object({
    until: z.int().nullable(),
    reason: z.string(),
    /** the user asked the moderators to think again, and what became of it; absent: the user did not */
    appeal: z.enum(['sent', 'declined']).exactOptional(),
    /** a ban because the user's data is being erased: no note to the moderators changes it */
    erased: z.literal(true).exactOptional(),
  })
  .meta({ id: 'Restriction' })

/** A user's own settings, the same on all devices. */
export const userSettings = z
  .strictObject({
    /** the users who may begin a dialog with the user, in addition to those with the site's permission token */
    writes_from: z.enum(['everyone', 'friends', 'nobody']),
    /** who may call the user: everyone in a dialog with them, or nobody */
    calls_from: z.enum(['everyone', 'nobody']),
    /** calls go through a relay alone, so that the other user does not learn this one's address */
    hide_address: z.boolean(),
    /** others see when the user was last online; false: nobody does, and the user sees it of nobody */
    last_seen: z.boolean(),
    /** true: others see up to where the user has read; false: they do not, and the user does not see it of others */
    receipts: z.boolean(),
    sound: z.boolean(),
    /** mentions notify in muted conversations too */
    mentions: z.boolean(),
    /** `page`: the setting of the page that embeds the chat */
    theme: z.enum(['page', 'light', 'dark', 'system']),
    language: z.enum(['page', ...languages]),
    /** mail about unread messages, where the widget sends it */
    mail: z.boolean(),
    /** no mail at these hours of the user's day; `site`: the widget's hours; `off`: mail at any hour */
    quiet_hours: z
      .string()
      .refine((text) => text === 'site' || text === 'off' || isQuietHours(text), 'must be like 22:00-08:00'),
    /** rooms about which the user gets no mail */
    mail_off: z.array(z.int().min(1)).max(MOST_MAIL_OFF, `must have at most ${MOST_MAIL_OFF} rooms`),
    /** time zone of the user's device, such as `Europe/Berlin`; null: not known */
    time_zone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').nullable(),
    /** the language in which the chat last spoke to the user; null: not known */
    spoken: z.enum(languages).nullable(),
  })
  .meta({ id: 'UserSettings' })

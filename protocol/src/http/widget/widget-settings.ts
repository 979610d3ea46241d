import { z } from 'zod'
import {
  DEFAULT_BRAND,
  DENSITIES,
  type Density,
  isFont,
  LAUNCHER_ICONS,
  LAUNCHER_TEXT_MAX,
  RADIUS_MAX,
  TITLE_MAX,
} from '../../brand/branding.ts'
import { isColour } from '../../brand/colours.ts'
import { DEFAULT_PLACEMENT } from '../../brand/placement.ts'
import { CALL_PATHS, type CallPath, GROUP_CALL_SETTINGS, type GroupCallSetting } from '../../calls/outcomes.ts'
import { ATTACHMENT_KINDS, type AttachmentKind } from '../../messages/message.ts'
import { signInAddress } from '../../page/sign-in-url.ts'
import { type Language, languages } from '../../phrases/languages.ts'
import { PHRASE_MAX, PHRASES_MAX_CHARS, type PhraseChanges } from '../../phrases/phrase-changes.ts'
import { isQuietHours, isTimeZone } from '../../users/quiet-hours.ts'
import { beforeSendUrl, chatPageUrl, friendsUrl, notifyUrl, searchUsersUrl, siteOrigin } from './site-address.ts'
import { WIDGET_LIMITS } from './widget-limits.ts'

/**
 * The server calls these addresses with the API login and password, so only accounts of the team change them. Keys of
 * the server API do not, nor do people who sign in from the site's admin.
 */
export const CALLED_WITH_PASSWORD = {
  search_users_url: true,
  friends_url: true,
  before_send_url: true,
  notify_url: true,
} as const

/** Where contact details are masked. */
export const CONTACT_POLICIES = ['off', 'until_accepted', 'dialogs'] as const

/** What a mail about unread messages says of them. */
export const MAIL_CONTENTS = ['text', 'sender', 'none'] as const
export type MailContent = (typeof MAIL_CONTENTS)[number]
/** What users may call each other with. */
export const CALL_SETTINGS = ['off', 'audio', 'video'] as const
/** What a browser's notification shows. */
export const PUSH_CONTENTS = ['off', 'none', 'sender', 'text'] as const

/** Default settings of a widget. */
export const DEFAULT_WIDGET_SETTINGS: WidgetSettings = {
  message_max_chars: 10_000,
  users_ttl_seconds: 300,
  messages_per_minute: 60,
  dialogs: 'open',
  rooms: 'open',
  reactions: true,
  forwarding: true,
  edit_minutes: 0,
  delete_minutes: 0,
  edit_history: false,
  mask_contacts: 'off',
  link_previews: true,
  push_content: 'sender',
  calls: 'video',
  group_calls: 'all',
  call_path: 'direct',
  card_origins: [],
  directory: true,
  files: true,
  file_max_mb: 50,
  file_kinds: [...ATTACHMENT_KINDS],
  files_quota_mb: 0,
  theme: 'default',
  position: 'right',
  language: null,
  search_users_url: null,
  friends_url: null,
  before_send_url: null,
  before_send_failure: 'open',
  page_rooms: false,
  page_elements: true,
  preview: true,
  accent: DEFAULT_BRAND.accent,
  background: null,
  text: null,
  bubble: null,
  dark_accent: null,
  dark_background: null,
  dark_text: null,
  dark_bubble: null,
  font: null,
  density: DEFAULT_BRAND.density,
  launcher_icon: DEFAULT_BRAND.launcherIcon,
  launcher_text: DEFAULT_BRAND.launcherText,
  title: DEFAULT_BRAND.title,
  radius: DEFAULT_BRAND.radius,
  ...DEFAULT_PLACEMENT,
  phrases: {},
  guests: 'none',
  guest_messages_per_minute: 10,
  sign_in_url: null,
  mail: false,
  mail_minutes: 10,
  mail_every_minutes: 120,
  mail_per_day: 20,
  mail_per_room: 2,
  mail_content: 'text',
  mail_replies: true,
  mail_quiet_hours: null,
  mail_time_zone: null,
  mail_page_url: null,
  notify_url: null,
}

/** One line that the owner writes for visitors. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/\p{C}/u.test(text), 'Must be one line of readable text')
    .nullable()

const pixels = (name: keyof typeof DEFAULT_PLACEMENT, description: string) =>
  z
    .int()
    .min(WIDGET_LIMITS[name].min)
    .max(WIDGET_LIMITS[name].max)
    .meta({ description: `${description}, pixels`, default: DEFAULT_PLACEMENT[name] })

/** Texts by the phrase's place in the chat's catalog. The chat passes over those that it can't use. */
const phrases = z
  .partialRecord(
    z.enum(languages),
    z.record(
      z.string().regex(/^\w{1,40}(\.\w{1,40}){0,4}$/, 'must be the name of a phrase'),
      z
        .string()
        .trim()
        .min(1, 'must not be empty')
        .max(PHRASE_MAX, `must have at most ${PHRASE_MAX} characters`)
        .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must be one line of text'),
    ),
  )
  .refine(
    (all) => JSON.stringify(all).length <= PHRASES_MAX_CHARS,
    `must have at most ${PHRASES_MAX_CHARS} characters in all`,
  )

/** @param description beside its default, the chat's own */
const colour = (description: string) =>
  z
    .string()
    .refine(isColour, 'Must be a color such as #0f766e')
    .nullable()
    .meta({ description: `${description}, #rrggbb; null: the chat's own`, default: null })

/** A widget's own limits and looks, complete. Defaults: `DEFAULT_WIDGET_SETTINGS`. */
export const widgetSettings = z
  .strictObject({
    message_max_chars: z
      .int()
      .min(WIDGET_LIMITS.message_max_chars.min)
      .max(WIDGET_LIMITS.message_max_chars.max)
      .meta({ description: 'Longest message, in characters (UTF-16 units)', default: 10_000 }),
    users_ttl_seconds: z.int().min(WIDGET_LIMITS.users_ttl_seconds.min).max(WIDGET_LIMITS.users_ttl_seconds.max).meta({
      description: "Seconds a user's name and avatar are used before the site is asked for them again",
      default: 300,
    }),
    messages_per_minute: z
      .int()
      .min(WIDGET_LIMITS.messages_per_minute.min)
      .max(WIDGET_LIMITS.messages_per_minute.max)
      .meta({
        description: 'Messages a user may send a minute; a third of it may come at once',
        default: 60,
      }),
    dialogs: z.enum(['open', 'request', 'friends', 'permitted']).meta({
      description:
        'Who may begin a dialog: open, anyone can message anyone; request, the same, but each first message is a ' +
        "request; friends, friends of the site; permitted, only with the site's dialog permission token",
      default: 'open',
    }),
    rooms: z.enum(['open', 'site']).meta({
      description: 'Who may create groups and channels: open, every user; site, only users that the site calls admin',
      default: 'open',
    }),
    mask_contacts: z.enum(CONTACT_POLICIES).meta({
      description:
        'Phone numbers, e-mail addresses, links and names in messengers are masked before a message is stored: ' +
        'off, never; until_accepted, in requests and closed groups that wait for an answer; dialogs, in every dialog ' +
        'and closed group',
      default: 'off',
    }),
    link_previews: z.boolean().meta({
      description: 'The server fetches the page of a link in a message, and the chat shows its title and picture',
      default: true,
    }),
    push_content: z.enum(PUSH_CONTENTS).meta({
      description:
        'What notifications of browsers show: off, there are none; none, that there are messages; sender, also the ' +
        'sender and the group; text, also what is written',
      default: 'sender',
    }),
    calls: z.enum(CALL_SETTINGS).meta({
      description:
        'Users of a dialog may call each other: off, they may not; audio; video, with camera and screen too. The ' +
        "site's permissions audio_calls and video_calls bind as well",
      default: 'video',
    }),
    group_calls: z.enum(GROUP_CALL_SETTINGS).meta({
      description:
        'Who may start calls in groups, where `calls` is not off: off, nobody; managers, the owners and admins of the ' +
        "group and the site's admins; all, each member",
      default: 'all',
    }),
    call_path: z.enum(CALL_PATHS).meta({
      description:
        'How the media of calls may flow: direct, from user to user, where both have written in the dialog and neither ' +
        'hides their address; server, always through the server or a relay, so no user sees the address of another. ' +
        'It counts for calls that begin afterwards',
      default: 'direct',
    }),
    card_origins: z
      .array(siteOrigin)
      .max(50, 'must have at most 50 entries')
      .meta({
        description:
          "Origins that buttons of the site's messages may open and their pictures may come from, beside the " +
          "widget's own origins; https://*.shop.example is every subdomain",
        default: [],
      }),
    reactions: z.boolean().meta({ description: 'Users may react to messages with emojis', default: true }),
    forwarding: z.boolean().meta({ description: 'Users may forward messages', default: true }),
    edit_minutes: z.int().min(WIDGET_LIMITS.edit_minutes.min).max(WIDGET_LIMITS.edit_minutes.max).meta({
      description: 'Minutes for which users may edit a message; 0: no limit',
      default: 0,
    }),
    delete_minutes: z.int().min(WIDGET_LIMITS.delete_minutes.min).max(WIDGET_LIMITS.delete_minutes.max).meta({
      description: 'Minutes for which users may delete a message for everyone; 0: no limit',
      default: 0,
    }),
    edit_history: z.boolean().meta({
      description: 'Members of a room see what an edited message said before; only edits from now on are kept',
      default: false,
    }),
    directory: z.boolean().meta({ description: 'Users find public rooms with a title in a directory', default: true }),
    files: z.boolean().meta({ description: 'Users may send files, pictures and voice messages', default: true }),
    file_max_mb: z
      .int()
      .min(WIDGET_LIMITS.file_max_mb.min)
      .max(WIDGET_LIMITS.file_max_mb.max)
      .meta({ description: 'Largest file, in megabytes; the server may have a lower limit', default: 50 }),
    file_kinds: z
      .array(z.enum(ATTACHMENT_KINDS))
      .refine((kinds) => new Set(kinds).size === kinds.length, 'Must name each kind once')
      .meta({ description: 'Kinds of files that users may send', default: [...ATTACHMENT_KINDS] }),
    files_quota_mb: z.int().min(WIDGET_LIMITS.files_quota_mb.min).max(WIDGET_LIMITS.files_quota_mb.max).meta({
      description: 'Megabytes that the files of this widget may take; 0: as many as the server allows',
      default: 0,
    }),
    theme: z
      .enum(['default', 'dark', 'auto'])
      .meta({ description: "Colours; auto follows the visitor's system", default: 'default' }),
    position: z.enum(['right', 'left']).meta({ description: 'Side of the page for the button', default: 'right' }),
    language: z.enum(languages).nullable().meta({
      description: "Language of the chat when the page names none; null follows the visitor's browser",
      default: null,
    }),
    search_users_url: searchUsersUrl.nullable().meta({
      description:
        "Where the server searches the site's users; {query} marks the place of the text; null: it finds those " +
        "of the user's own dialogs",
      default: null,
    }),
    friends_url: friendsUrl.nullable().meta({
      description: "Where the server asks for a user's friends; {user_id} marks the place of the id; null: nowhere",
      default: null,
    }),
    before_send_url: beforeSendUrl.nullable().meta({
      description:
        'A program of the site that is asked about each message before it is stored (docs/webhooks.md); null: none',
      default: null,
    }),
    before_send_failure: z.enum(['open', 'closed']).meta({
      description:
        'What happens to messages while that program gives no usable answer: open, they are sent; closed, they wait',
      default: 'open',
    }),
    page_rooms: z.boolean().meta({
      description:
        'Elements with data-imbachat-room, and <imba-room> with pipe or user, open conversations: rooms are made ' +
        'when missing, and signed-in visitors of the page join them; false: only calls of scripts do',
      default: false,
    }),
    page_elements: z.boolean().meta({
      description: 'Pages may show the chat by <imba-inbox>, <imba-room> and <imba-unread>; false: only by calls',
      default: true,
    }),
    preview: z.boolean().meta({
      description: 'While the window is closed, a new message is shown beside the launcher for some seconds',
      default: true,
    }),
    accent: colour('Accent colour'),
    background: colour('Background, lightened until text can be read'),
    text: colour('Colour of text, darkened until it can be read'),
    bubble: colour("Bubbles of the user's own messages"),
    dark_accent: colour('Accent colour of the dark theme; without it the accent'),
    dark_background: colour('Background of the dark theme, darkened until text can be read'),
    dark_text: colour('Colour of text in the dark theme, lightened until it can be read'),
    dark_bubble: colour("Bubbles of the user's own messages in the dark theme"),
    font: z.string().refine(isFont, 'Must be the name of one font: letters, digits, spaces').nullable().meta({
      description: "Font that visitors' devices have or the page gives; null: the device's own",
      default: null,
    }),
    density: z.enum(DENSITIES).meta({ description: 'Room between rows and messages', default: 'comfortable' }),
    launcher_icon: z.enum(LAUNCHER_ICONS).meta({ description: 'Picture on the launcher', default: 'chat' }),
    launcher_text: line(LAUNCHER_TEXT_MAX).meta({
      description: `Words beside the launcher's picture, up to ${LAUNCHER_TEXT_MAX} characters`,
      default: null,
    }),
    title: line(TITLE_MAX).meta({
      description: `Title of the window, up to ${TITLE_MAX} characters; null: "Chat" in the visitor's language`,
      default: null,
    }),
    guests: z.enum(['none', 'read', 'write']).meta({
      description: 'What visitors who are not signed in may do: nothing, read public rooms, write there under a name',
      default: 'none',
    }),
    guest_messages_per_minute: z
      .int()
      .min(WIDGET_LIMITS.guest_messages_per_minute.min)
      .max(WIDGET_LIMITS.guest_messages_per_minute.max)
      .meta({ description: 'Messages a guest may send a minute', default: 10 }),
    sign_in_url: z
      .string()
      .refine((url) => signInAddress(url) !== null, 'Must begin with https://, http:// or /')
      .nullable()
      .meta({ description: "Where visitors sign in: an address, or a path on the page's site", default: null }),
    mail: z.boolean().meta({
      description:
        'Users get mail about messages that they have not read, at the addresses that the site gives; only where the ' +
        'server sends mail, or with notify_url',
      default: false,
    }),
    mail_minutes: z.int().min(WIDGET_LIMITS.mail_minutes.min).max(WIDGET_LIMITS.mail_minutes.max).meta({
      description: 'Minutes from the first unread message to the mail',
      default: 10,
    }),
    mail_every_minutes: z
      .int()
      .min(WIDGET_LIMITS.mail_every_minutes.min)
      .max(WIDGET_LIMITS.mail_every_minutes.max)
      .meta({ description: 'Minutes between two mails to one user', default: 120 }),
    mail_per_day: z
      .int()
      .min(WIDGET_LIMITS.mail_per_day.min)
      .max(WIDGET_LIMITS.mail_per_day.max)
      .meta({ description: 'Mails to one user within 24 hours', default: 20 }),
    mail_per_room: z.int().min(WIDGET_LIMITS.mail_per_room.min).max(WIDGET_LIMITS.mail_per_room.max).meta({
      description: 'Mails to one user about a conversation, until they read it',
      default: 2,
    }),
    mail_content: z.enum(MAIL_CONTENTS).meta({
      description: 'What a mail says: text, the messages; sender, who wrote and how many; none, that there are some',
      default: 'text',
    }),
    mail_replies: z.boolean().meta({
      description: 'Users can answer a mail by mail, where the server receives mail',
      default: true,
    }),
    mail_quiet_hours: z.string().refine(isQuietHours, 'must be like 22:00-08:00').nullable().meta({
      description: "Hours of a user's day without mail, such as 22:00-08:00; users may choose their own; null: none",
      default: null,
    }),
    mail_time_zone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').nullable().meta({
      description: 'Time zone of users whose browser has not told theirs yet; null: UTC',
      default: null,
    }),
    mail_page_url: chatPageUrl.nullable().meta({
      description: "Page with the chat that a mail's links open; null: the first origin of the widget",
      default: null,
    }),
    notify_url: notifyUrl.nullable().meta({
      description: 'The server posts title, body and email_to to this address of the site instead of sending mail',
      default: null,
    }),
    radius: z.int().min(0).max(RADIUS_MAX).meta({ description: 'Radius of corners, pixels', default: 16 }),
    launcher_side: pixels('launcher_side', 'From the side of the page to the launcher'),
    launcher_bottom: pixels('launcher_bottom', 'From the bottom of the page to the launcher'),
    window_width: pixels('window_width', 'Width of the window'),
    window_height: pixels('window_height', 'Height of the window, where the screen is high enough'),
    phrases: phrases.meta({
      description: "The owner's own words in the place of the chat's, by language and phrase",
      default: {},
    }),
  })
  .meta({ id: 'WidgetSettings' })

export interface WidgetSettings {
  message_max_chars: number
  users_ttl_seconds: number
  messages_per_minute: number
  dialogs: 'open' | 'request' | 'friends' | 'permitted'
  rooms: 'open' | 'site'
  mask_contacts: (typeof CONTACT_POLICIES)[number]
  link_previews: boolean
  push_content: (typeof PUSH_CONTENTS)[number]
  calls: (typeof CALL_SETTINGS)[number]
  group_calls: GroupCallSetting
  call_path: CallPath
  card_origins: string[]
  reactions: boolean
  forwarding: boolean
  edit_minutes: number
  delete_minutes: number
  edit_history: boolean
  directory: boolean
  files: boolean
  file_max_mb: number
  file_kinds: AttachmentKind[]
  files_quota_mb: number
  theme: 'default' | 'dark' | 'auto'
  position: 'right' | 'left'
  language: Language | null
  search_users_url: string | null
  friends_url: string | null
  before_send_url: string | null
  before_send_failure: 'open' | 'closed'
  page_rooms: boolean
  page_elements: boolean
  preview: boolean
  accent: string | null
  background: string | null
  text: string | null
  bubble: string | null
  dark_accent: string | null
  dark_background: string | null
  dark_text: string | null
  dark_bubble: string | null
  font: string | null
  density: Density
  launcher_icon: (typeof LAUNCHER_ICONS)[number]
  launcher_text: string | null
  title: string | null
  radius: number
  launcher_side: number
  launcher_bottom: number
  window_width: number
  window_height: number
  phrases: PhraseChanges
  guests: 'none' | 'read' | 'write'
  guest_messages_per_minute: number
  sign_in_url: string | null
  mail: boolean
  mail_minutes: number
  mail_every_minutes: number
  mail_per_day: number
  mail_per_room: number
  mail_content: MailContent
  mail_replies: boolean
  mail_quiet_hours: string | null
  mail_time_zone: string | null
  mail_page_url: string | null
  notify_url: string | null
}

/** Some of the settings: the named ones change, the others stay. */
export const widgetSettingsPatch = widgetSettings.partial().meta({ id: 'WidgetSettingsPatch' })

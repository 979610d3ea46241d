import { z } from 'zod'
import {
  DEFAULT_BRAND,
  DENSITIES,
  isFont,
  LAUNCHER_ICONS,
  LAUNCHER_TEXT_MAX,
  RADIUS_MAX,
  TITLE_MAX,
} from '../../brand/branding.ts'
import { isColour } from '../../brand/colours.ts'
import { DEFAULT_PLACEMENT } from '../../brand/placement.ts'
import { CALL_PATHS, GROUP_CALL_SETTINGS } from '../../calls/outcomes.ts'
import { ATTACHMENT_KINDS } from '../../messages/message.ts'
import { signInAddress } from '../../page/sign-in-url.ts'
import { languages } from '../../phrases/languages.ts'
import { PHRASE_MAX, PHRASES_MAX_CHARS } from '../../phrases/phrase-changes.ts'
import { isQuietHours, isTimeZone } from '../../users/quiet-hours.ts'
import { beforeSendUrl, chatPageUrl, friendsUrl, notifyUrl, searchUsersUrl, siteOrigin } from './site-address.ts'

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
/** The media that users may call each other with. */
export const CALL_SETTINGS = ['off', 'audio', 'video'] as const
/** What a browser notification shows of a message. */
export const PUSH_CONTENTS = ['off', 'none', 'sender', 'text'] as const

/**
 * One setting: its values, its default and what it does. `WidgetSettings`, the defaults, the documents and the ranges
 * that the dashboard shows follow from it.
 */
const setting = <Values extends z.ZodType>(values: Values, standard: z.output<Values>, description: string) =>
  values.meta({ description, default: standard })

const number = (range: { min: number; max: number }, standard: number, description: string) =>
  setting(z.int().min(range.min).max(range.max), standard, description)

const toggle = (standard: boolean, description: string) => setting(z.boolean(), standard, description)

const choice = <const Value extends string>(values: readonly Value[], standard: NoInfer<Value>, description: string) =>
  setting(z.enum(values), standard as z.output<z.ZodEnum<{ [Each in Value]: Each }>>, description)

/** Characters of the name of the mails' sender. */
const FROM_NAME_MAX = 64

/** One line that the owner writes for visitors. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/\p{C}/u.test(text), 'Must be one line of readable text')
    .nullable()

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
  setting(
    z.string().refine(isColour, 'Must be a color such as #0f766e').nullable(),
    null,
    `${description}, #rrggbb; null: the chat's own`,
  )

/** A widget's own limits and looks, complete. */
export const widgetSettings = z
  .strictObject({
    message_max_chars: number({ min: 1, max: 20_000 }, 10_000, 'Longest message, in characters (UTF-16 units)'),
    users_ttl_seconds: number(
      { min: 10, max: 86_400 },
      300,
      "Seconds a user's name and avatar are used before the site is asked for them again",
    ),
    messages_per_minute: number(
      { min: 1, max: 6_000 },
      60,
      'Messages a user may send a minute; a third of it may come at once',
    ),
    dialogs: choice(
      ['open', 'request', 'friends', 'permitted'],
      'open',
      'Who may begin a dialog: open, anyone can message anyone; request, the same, but each first message is a ' +
        "request; friends, friends of the site; permitted, only with the site's dialog permission token",
    ),
    rooms: choice(
      ['open', 'site'],
      'open',
      'Who may create groups and channels: open, every user; site, only users that the site calls admin',
    ),
    mask_contacts: choice(
      CONTACT_POLICIES,
      'off',
      'Phone numbers, e-mail addresses, links and names in messengers are masked before a message is stored: ' +
        'off, never; until_accepted, in requests and closed groups that wait for an answer; dialogs, in every dialog ' +
        'and closed group',
    ),
    link_previews: toggle(
      true,
      'The server fetches the page of a link in a message, and the chat shows its title and picture',
    ),
    push_content: choice(
      PUSH_CONTENTS,
      'sender',
      'The content of browser notifications. off: no notifications; none: only that there are messages; sender: also ' +
        'the sender and the group; text: also the text of the message',
    ),
    calls: choice(
      CALL_SETTINGS,
      'video',
      'Users of a dialog may call each other: off, they may not; audio; video, with camera and screen too. The ' +
        "site's permissions audio_calls and video_calls bind as well",
    ),
    group_calls: choice(
      GROUP_CALL_SETTINGS,
      'all',
      'Who may start calls in groups, where `calls` is not off: off, nobody; managers, the owners and admins of the ' +
        "group and the site's admins; all, each member",
    ),
    call_path: choice(
      CALL_PATHS,
      'direct',
      'How the media of calls may flow: direct, from user to user, where both have written in the dialog and neither ' +
        'hides their address; server, always through the server or a relay, so no user sees the address of another. ' +
        'It counts for calls that begin afterwards',
    ),
    card_origins: setting(
      z.array(siteOrigin).max(50, 'must have at most 50 entries'),
      [],
      "Origins that buttons of the site's messages may open and their pictures may come from, beside the " +
        "widget's own origins; https://*.shop.example is every subdomain",
    ),
    reactions: toggle(true, 'Users may react to messages with emojis'),
    forwarding: toggle(true, 'Users may forward messages'),
    edit_minutes: number({ min: 0, max: 525_600 }, 0, 'Minutes for which users may edit a message; 0: no limit'),
    delete_minutes: number(
      { min: 0, max: 525_600 },
      0,
      'Minutes for which users may delete a message for everyone; 0: no limit',
    ),
    edit_history: toggle(
      false,
      'Members of a room see what an edited message said before; only edits from now on are kept',
    ),
    directory: toggle(true, 'Users find public rooms with a title in a directory'),
    files: toggle(true, 'Users may send files, pictures and voice messages'),
    file_max_mb: number({ min: 1, max: 10_000 }, 50, 'Largest file, in megabytes; the server may have a lower limit'),
    file_kinds: setting(
      z
        .array(z.enum(ATTACHMENT_KINDS))
        .refine((kinds) => new Set(kinds).size === kinds.length, 'Must name each kind once'),
      [...ATTACHMENT_KINDS],
      'Kinds of files that users may send',
    ),
    files_quota_mb: number(
      { min: 0, max: 100_000_000 },
      0,
      'Megabytes that the files of this widget may take; 0: as many as the server allows',
    ),
    theme: choice(['default', 'dark', 'auto'], 'default', "Colours; auto follows the visitor's system"),
    position: choice(['right', 'left'], 'right', 'Side of the page for the button'),
    language: setting(
      z.enum(languages).nullable(),
      null,
      "Language of the chat when the page names none; null follows the visitor's browser",
    ),
    search_users_url: setting(
      searchUsersUrl.nullable(),
      null,
      "Where the server searches the site's users; {query} marks the place of the text; null: it finds those " +
        "of the user's own dialogs",
    ),
    friends_url: setting(
      friendsUrl.nullable(),
      null,
      "Where the server asks for a user's friends; {user_id} marks the place of the id; null: nowhere",
    ),
    before_send_url: setting(
      beforeSendUrl.nullable(),
      null,
      'A program of the site that is asked about each message before it is stored (docs/webhooks.md); null: none',
    ),
    before_send_failure: choice(
      ['open', 'closed'],
      'open',
      'What happens to messages while that program gives no usable answer: open, they are sent; closed, they wait',
    ),
    page_rooms: toggle(
      false,
      'Elements with data-imbachat-room, and <imba-room> with pipe or user, open conversations: rooms are made ' +
        'when missing, and signed-in visitors of the page join them; false: only calls of scripts do',
    ),
    page_elements: toggle(
      true,
      'Pages may show the chat by <imba-inbox>, <imba-room> and <imba-unread>; false: only by calls',
    ),
    preview: toggle(true, 'While the window is closed, a new message is shown beside the launcher for some seconds'),
    accent: colour('Accent colour'),
    background: colour('Background, lightened until text can be read'),
    text: colour('Colour of text, darkened until it can be read'),
    bubble: colour("Bubbles of the user's own messages"),
    dark_accent: colour('Accent colour of the dark theme; without it the accent'),
    dark_background: colour('Background of the dark theme, darkened until text can be read'),
    dark_text: colour('Colour of text in the dark theme, lightened until it can be read'),
    dark_bubble: colour("Bubbles of the user's own messages in the dark theme"),
    font: setting(
      z.string().refine(isFont, 'Must be the name of one font: letters, digits, spaces').nullable(),
      null,
      "Font that visitors' devices have or the page gives; null: the device's own",
    ),
    density: choice(DENSITIES, DEFAULT_BRAND.density, 'Room between rows and messages'),
    launcher_icon: choice(LAUNCHER_ICONS, DEFAULT_BRAND.launcherIcon, 'Picture on the launcher'),
    launcher_text: setting(
      line(LAUNCHER_TEXT_MAX),
      null,
      `Words beside the launcher's picture, up to ${LAUNCHER_TEXT_MAX} characters`,
    ),
    title: setting(
      line(TITLE_MAX),
      null,
      `Title of the window, up to ${TITLE_MAX} characters; null: "Chat" in the visitor's language`,
    ),
    guests: choice(
      ['none', 'read', 'write'],
      'none',
      'What visitors who are not signed in may do: nothing, read public rooms, write there under a name',
    ),
    guest_messages_per_minute: number({ min: 1, max: 6_000 }, 10, 'Messages a guest may send a minute'),
    sign_in_url: setting(
      z
        .string()
        .refine((url) => signInAddress(url) !== null, 'Must begin with https://, http:// or /')
        .nullable(),
      null,
      "Where visitors sign in: an address, or a path on the page's site",
    ),
    mail: toggle(
      false,
      'Users get mail about messages that they have not read, at the addresses that the site gives; only where the ' +
        'server sends mail, or with notify_url',
    ),
    mail_minutes: number({ min: 1, max: 1_440 }, 10, 'Minutes from the first unread message to the mail'),
    mail_every_minutes: number({ min: 0, max: 10_080 }, 120, 'Minutes between two mails to one user'),
    mail_per_day: number({ min: 1, max: 100 }, 20, 'Mails to one user within 24 hours'),
    mail_per_room: number({ min: 1, max: 20 }, 2, 'Mails to one user about a conversation, until they read it'),
    mail_content: choice(
      MAIL_CONTENTS,
      'text',
      'What a mail says: text, the messages; sender, who wrote and how many; none, that there are some',
    ),
    mail_replies: toggle(true, 'Users can answer a mail by mail, where the server receives mail'),
    mail_quiet_hours: setting(
      z.string().refine(isQuietHours, 'must be like 22:00-08:00').nullable(),
      null,
      "Hours of a user's day without mail, such as 22:00-08:00; users may choose their own; null: none",
    ),
    mail_time_zone: setting(
      z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').nullable(),
      null,
      'Time zone of users whose browser has not told theirs yet; null: UTC',
    ),
    mail_page_url: setting(
      chatPageUrl.nullable(),
      null,
      "Page with the chat that a mail's links open; null: the first origin of the widget",
    ),
    mail_from_name: setting(
      // a name that reads as an address, or as another one, deceives: the address is always the server's own
      line(FROM_NAME_MAX).refine(
        (name) => name === null || !/[@<>"]/.test(name),
        'must be a name, without @, quotes and angle brackets',
      ),
      null,
      "Name of the mails' sender, before the address of MAIL_FROM; null: that of MAIL_FROM",
    ),
    mail_reply_to: setting(
      z.email('must be an e-mail address').max(254).nullable(),
      null,
      'Where answers to a mail go that the server does not take itself; null: to MAIL_FROM',
    ),
    notify_url: setting(
      notifyUrl.nullable(),
      null,
      'The server posts title, body and email_to to this address of the site instead of sending mail',
    ),
    radius: number({ min: 0, max: RADIUS_MAX }, DEFAULT_BRAND.radius, 'Radius of corners, pixels'),
    launcher_side: number(
      { min: 0, max: 200 },
      DEFAULT_PLACEMENT.launcher_side,
      'From the side of the page to the launcher, pixels',
    ),
    launcher_bottom: number(
      { min: 0, max: 400 },
      DEFAULT_PLACEMENT.launcher_bottom,
      'From the bottom of the page to the launcher, pixels',
    ),
    window_width: number({ min: 320, max: 720 }, DEFAULT_PLACEMENT.window_width, 'Width of the window, pixels'),
    window_height: number(
      { min: 400, max: 1_000 },
      DEFAULT_PLACEMENT.window_height,
      'Height of the window, where the screen is high enough, pixels',
    ),
    phrases: setting(phrases, {}, "The owner's own words in the place of the chat's, by language and phrase"),
  })
  .meta({ id: 'WidgetSettings' })

export type WidgetSettings = z.output<typeof widgetSettings>

/** Default settings of a widget. */
export const DEFAULT_WIDGET_SETTINGS = Object.fromEntries(
  Object.entries(widgetSettings.shape).map(([name, values]) => [name, values.meta()?.default]),
) as WidgetSettings

/** Some of the settings: the named ones change, the others stay. */
export const widgetSettingsPatch = widgetSettings.partial().meta({ id: 'WidgetSettingsPatch' })

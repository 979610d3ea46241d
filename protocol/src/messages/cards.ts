import { z } from 'zod'
import { isVisible } from '../text/visible-text.ts'
import { linkUrl, MOST_URL } from './link-url.ts'

/** Most buttons of one message. */
export const MOST_BUTTONS = 10

/** The effect of a button when a user presses it. */
export const BUTTON_TYPES = ['reply', 'url', 'event'] as const

export const BUTTON_STYLES = ['primary', 'danger'] as const

/** The buttons' state after the first press of one that replies or calls the page. */
export const AFTER_PRESS = ['lock', 'hide'] as const

/**
 * A button below a message of the site. `reply`: the user sends `text`, or the label if it is missing. `url`: opens the
 * address. `event`: calls the page's listener with the button.
 */
export const cardButton = z
  .object({
    /** unique in its message */
    id: z.string(),
    label: z.string(),
    type: z.enum(BUTTON_TYPES),
    /** for `reply`, if the text is not the label */
    text: z.string().exactOptional(),
    /** http(s) */
    url: z.string().exactOptional(),
    style: z.enum(BUTTON_STYLES).exactOptional(),
  })
  .meta({ id: 'CardButton' })
export interface CardButton extends z.output<typeof cardButton> {}

/** A site's addition to a message. Its text is the message's text, its picture the message's first file. */
export const card = z
  .object({
    title: z.string().exactOptional(),
    /** in their order; absent: no buttons */
    buttons: z.array(cardButton).exactOptional(),
    /** absent: they stay. `lock`: they are shown and can't be pressed. `hide`: they are not shown */
    after_press: z.enum(AFTER_PRESS).exactOptional(),
    /** the one press that `after_press` allows: its button, its user and its own id; absent: not pressed */
    pressed: z.object({ button_id: z.string(), user_id: z.string(), client_id: z.string() }).exactOptional(),
  })
  .meta({ id: 'Card' })
export interface Card extends z.output<typeof card> {}

const MOST_ID = 64
const MOST_LABEL = 40
const MOST_REPLY = 300
const MOST_TITLE = 200

/**
 * Control characters, line ends, and what hides or turns text: a label must read as it is. The two joiners stay, which
 * emojis and some scripts need.
 */
const MISLEADING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/** One line that reads as it is. */
export function plainLine(max: number) {
  return z
    .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be text') })
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !MISLEADING.test(text), 'must not contain control characters or ones that turn the direction')
    .refine(isVisible, 'must have something to read')
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
}

const buttonId = z
  .union([z.int(), z.string()], { error: 'must be text or a whole number' })
  .transform(String)
  .pipe(z.string().regex(/^[\w.:-]{1,64}$/, `must have 1 to ${MOST_ID} letters, digits or . : _ -`))

const address = z
  .string({ error: (issue) => (issue.input === undefined ? 'is required' : 'must be text') })
  .max(MOST_URL, `must have at most ${MOST_URL} characters`)
  .transform((written, check) => {
    const url = linkUrl(written)
    if (url?.startsWith('http')) return url
    check.addIssue({ code: 'custom', message: 'must be an absolute https address without user name and password' })
    return z.NEVER
  })

const about = { id: buttonId.optional(), label: plainLine(MOST_LABEL), style: z.enum(BUTTON_STYLES).optional() }

const buttonGiven = z.preprocess(
  (value) => (Object(value) === value && !('type' in Object(value)) ? { type: 'reply', ...Object(value) } : value),
  z.discriminatedUnion(
    'type',
    [
      z.strictObject({ type: z.literal('reply').default('reply'), ...about, text: plainLine(MOST_REPLY).optional() }),
      z.strictObject({ type: z.literal('url'), ...about, url: address }),
      z.strictObject({ type: z.literal('event'), ...about }),
    ],
    { error: `must be one of ${BUTTON_TYPES.join(', ')}` },
  ),
)

/** Buttons without an id are numbered, from "1". */
const buttonsGiven = z
  .array(buttonGiven, 'must be a list of buttons')
  .max(MOST_BUTTONS, `must have at most ${MOST_BUTTONS} buttons`)
  .transform((buttons, check) => {
    const known = new Set<string>()
    return buttons.map(({ id = '', ...button }, place): CardButton => {
      const own = id || String(place + 1)
      if (known.has(own)) {
        check.addIssue({ code: 'custom', path: [place, 'id'], message: `must be unique: ${own} is taken` })
      }
      known.add(own)
      return withoutAbsent({ id: own, ...button })
    })
  })

/** A card as a site sends it. In a change, null removes the title or the end of the buttons. */
export const cardGiven = z.strictObject(
  {
    title: plainLine(MOST_TITLE).nullable().optional(),
    /** an address that the server fetches once */
    picture: address.optional(),
    buttons: buttonsGiven.optional(),
    after_press: z
      .enum(AFTER_PRESS, `must be one of ${AFTER_PRESS.join(', ')}`)
      .nullable()
      .optional(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'must be an object') },
)
export interface CardGiven extends z.output<typeof cardGiven> {}

/** The parts of a card that are there; null: none is. */
export function cardOf({ title, buttons = [], after_press }: Omit<CardGiven, 'picture'>): Card | null {
  const made = withoutAbsent({
    title: title ?? undefined,
    buttons: buttons.length > 0 ? buttons : undefined,
    after_press: buttons.length > 0 ? (after_press ?? undefined) : undefined,
  })
  return Object.keys(made).length > 0 ? made : null
}

/** Does a press of this button change what all see? */
export const isUsedUp = ({ after_press, pressed }: Card): boolean => after_press !== undefined && pressed !== undefined

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

const withoutAbsent = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Present<T>

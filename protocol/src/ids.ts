import { z } from 'zod'
import { isVisible } from './text/visible-text.ts'
import { GUEST_USER_ID, MOST_OF_USER_ID, USER_ID } from './user-id.ts'

/**
 * A user's id as the site knows it. Sites send integers and strings; on our side it is always text.
 * Refused: floats and integers a double can't hold (they would name somebody else), objects, white space of any kind,
 * control and invisible characters and those that turn the direction of a line (two ids that look the same would be two
 * users), a comma or slash (both separate ids in the users info URL), more than 128 characters.
 */
export const userId = z
  .union([z.int('must be a whole number below 2^53, or a string'), z.string()], {
    error: ({ input }) => (input === undefined ? 'is required' : 'must be a whole number or a string'),
  })
  .transform(String)
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .max(MOST_OF_USER_ID, 'must have at most 128 characters')
      .regex(USER_ID, 'must not contain spaces, control or invisible characters, commas or slashes')
      .refine((id) => id.isWellFormed(), 'must be well-formed Unicode'),
  )

/** `user_id` 0 is every visitor who is not logged in: a guest, never an account. */
export const isGuestId = (id: string): boolean => id === '0'

/** A widget's number in an address: no sign, zero or blank before it, or one widget would have several addresses. */
export const devId = z.coerce
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a number from 1')
  .transform(Number)

/** Ids that the server gives to guests who write. Sites can't issue them: a user id of a site has no slash. */
const GUEST_USER = 'guest/'
export const guestUserId = (random: string): string => GUEST_USER + random
export const isGuestUser = (id: string): boolean => id.startsWith(GUEST_USER)

/** A user of the site, or a guest who writes. */
export const anyUserId = z.union([z.string().regex(GUEST_USER_ID), userId])

/** The author of a message: also one whose data was erased. */
export const authorId = z.union([z.string().regex(/^guest\/erased\.[\w-]{1,40}$/), anyUserId])

/** The name under which a guest writes. The server judges it further. */
export const guestName = oneLine(40)

/** A room's number, counted from 1 in its widget. */
export const roomId = z.int().min(1)

/** A group's or channel's name for programs, unique in its widget. Kept to the letter. */
export const pipe = oneLine(128)

/** The title of a group or channel. */
export const roomTitle = oneLine(200)

/** The secret of an invite link: 128 bits, base64url. */
export const inviteToken = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the token of an invite link')

/** The description of a group or channel; may be empty. */
export const roomDescription = z
  .string()
  .max(500, 'must have at most 500 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/u, 'must not contain control characters other than line breaks')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')

/** A user's note to the managers of a room that they ask to join. */
export const joinNote = z
  .string()
  .max(300, 'must have at most 300 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
  .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/u, 'must not contain control characters other than line breaks')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')

/**
 * Made by the client before it sends, unique forever per (widget, room, sender). UUIDv7 by custom, any UUID by law.
 */
export const clientId = z.uuid()

/** A message's place in its room: dense, from 1. */
export const seq = z.int().min(1)

/** The same, or the place of a held message that its author sees as sent: a fraction, which no other user's log has. */
export const seqOrHeld = z.number().positive().max(Number.MAX_SAFE_INTEGER)

/** Counts a room's durable changes: dense, from 1; 0 is a room in which nothing has happened. */
export const rev = z.int().min(0)

/** Milliseconds since 1970. */
export const time = z.int('must be milliseconds since 1970').min(0, 'must be milliseconds since 1970')

/** One emoji, as Unicode recommends it for interchange, skin tones and joined ones included. */
export const emoji = z
  .string()
  .max(64, 'must have at most 64 characters')
  .regex(/^\p{RGI_Emoji}$/v, 'must be one emoji')

/** An upload, until a message has it; then it is the id of the file. The server makes it. */
export const uploadId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the id of an upload')
export const fileId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be the id of a file')

/** The client's number for a request; the reply carries it. Unique among the requests under way on one socket. */
export const requestId = z.int().min(1)

/** Text of a line, with something to read in it. */
export function oneLine(max: number) {
  return (
    z
      .string()
      .min(1, 'must not be empty')
      .max(max, `must have at most ${max} characters`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
      .regex(/^[^\u0000-\u001f\u007f]+$/u, 'must not contain control characters')
      .refine(isVisible, 'must have something to read')
      .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  )
}

/** Neither a site nor the server issues such an id: it has a sign that ids of guests don't have. */
export const ERASED_USER = `${GUEST_USER}erased.`

/** Is this the id of a user whose data was erased? */
export const isErasedUser = (id: string): boolean => id.startsWith(ERASED_USER)

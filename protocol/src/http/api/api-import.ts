import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../errors/codes.ts'
import { emoji, pipe, roomTitle } from '../../ids.ts'
import { givenEntities, MOST_ATTACHMENTS } from '../../messages/message.ts'
import { memberRole } from '../../rooms/room.ts'
import { operations } from '../operation.ts'
import { announcedFile, FILE_ERRORS, fileGiven, uploadPlace } from './api-messages.ts'
import { API, siteUserId } from './api-parts.ts'
import { describedUser } from './api-users.ts'

/** Items of one call; a body has at most 256 KiB. */
const MOST = { users: 500, rooms: 200, members: 1_000, messages: 500, reactions: 20, files: 50 }
/** Users who reacted with one emoji. */
const MOST_REACTED = 200

const code = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])
const refused = z.object({
  status: z.literal('refused'),
  code: code.describe('stable; decide by this'),
  detail: z.string().describe('for developers, in English'),
  field: z.string().exactOptional().describe('of this item'),
})
const status = z.enum(['stored', 'repeated']).describe('`repeated`: it was there already')

const time = z.int('must be a time in milliseconds').min(1, 'must be a time in milliseconds')
const list = <Item extends z.ZodType>(item: Item, most: number) =>
  z.array(item).max(most, `must have at most ${most} entries`).default([])

const pair = z
  .array(siteUserId)
  .length(2, 'must name two users')
  .refine(([one, other]) => one !== other, 'must name two different users')
  .transform(([one, other]) => [one, other] as [string, string])

/** Selects a room: a group or channel by the id that the site gives it, or the dialog of two users. */
const ofRoom = {
  pipe: pipe.optional().describe('the id of a group or channel'),
  user_ids: pair.optional().describe('the two users of a dialog; instead of `pipe`'),
}

const namesOne = ({ pipe, user_ids }: { pipe?: string | undefined; user_ids?: unknown }) =>
  (pipe === undefined) !== (user_ids === undefined)
const oneOfThem = { path: ['pipe'], message: 'is required, or user_ids, and not both' }

export const apiImportOperations = operations(API, {
  'import.file': {
    access: 'key',
    scope: 'import:write',
    method: 'post',
    path: '/import/files',
    summary: 'Announce a file of an imported message; its bytes are sent to `url` by tus 1.0',
    body: announcedFile,
    status: 201,
    result: uploadPlace,
    errors: FILE_ERRORS,
  },
  'import.history': {
    access: 'key',
    scope: 'import:write',
    method: 'post',
    path: '/import',
    summary: 'Take over users, rooms and messages of another chat, with their own times, the oldest first',
    body: z.strictObject({
      users: list(describedUser.extend({ user_id: siteUserId, name: describedUser.shape.name.unwrap() }), MOST.users),
      rooms: list(
        z
          .strictObject({
            ...ofRoom,
            title: roomTitle.optional().describe('of a group or channel: required'),
            is_public: z.boolean().default(false),
            created_at: time.optional().describe('default: now'),
            members: list(z.strictObject({ user_id: siteUserId, role: memberRole.default('member') }), MOST.members),
          })
          .refine(namesOne, oneOfThem)
          .refine(({ pipe, title }) => pipe === undefined || title !== undefined, {
            path: ['title'],
            message: 'is required',
          })
          .refine(({ user_ids, members }) => user_ids === undefined || members.length === 0, {
            path: ['members'],
            message: 'must be left out: user_ids are the members of a dialog',
          }),
        MOST.rooms,
      ),
      messages: list(
        z
          .strictObject({
            id: z
              .string('must be text')
              .min(1, 'is required')
              .max(255, 'must have at most 255 characters')
              .describe('what the other chat calls it: the same again is the same message'),
            ...ofRoom,
            sender_id: siteUserId,
            text: z.string('must be text').default('').describe('required, or files'),
            files: list(fileGiven, MOST_ATTACHMENTS).describe('a `file_id` is one of import.file'),
            entities: givenEntities.optional(),
            created_at: time,
            edited_at: time.nullable().default(null),
            reply_to: z
              .string('must be text')
              .max(255, 'must have at most 255 characters')
              .nullable()
              .default(null)
              .describe('`id` of an earlier message of the room'),
            reactions: list(
              z.strictObject({
                emoji,
                user_ids: z
                  .array(siteUserId)
                  .min(1, 'is required')
                  .max(MOST_REACTED, `must have at most ${MOST_REACTED} entries`),
              }),
              MOST.reactions,
            ),
          })
          .refine(namesOne, oneOfThem),
        MOST.messages,
      ).refine(
        (messages) => messages.reduce((sum, { files }) => sum + files.length, 0) <= MOST.files,
        `must have at most ${MOST.files} files in all`,
      ),
    }),
    result: z.object({
      users: z.array(z.object({ status })),
      rooms: z.array(z.union([z.object({ status, room_id: z.int() }), refused])),
      messages: z.array(z.union([z.object({ status, seq: z.int() }), refused])),
    }),
  },
})

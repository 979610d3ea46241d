import { z } from 'zod'
import { notice } from '../../messages/message.ts'

/** Parts of a message besides its text and the names of its files, for moderators. Absent parts are empty. */
export const messageContent = z
  .object({
    card: z
      .object({ title: z.string().nullable(), buttons: z.array(z.string()).describe('labels') })
      .exactOptional()
      .describe('of the site; its text and picture are those of the message'),
    forwarded_from: z.string().exactOptional().describe('name of the user who wrote it first'),
    link: z.object({ title: z.string(), url: z.string() }).exactOptional().describe('the preview that is shown'),
    notice: notice.exactOptional().describe('a change of the room, or words of the site'),
    notice_users: z.array(z.string()).exactOptional().describe('names of the users of the notice, at most 10'),
  })
  .meta({ id: 'MessageContent' })
export interface MessageContent extends z.output<typeof messageContent> {}

import { z } from 'zod'
import { appealText } from '../../requests/safety.ts'
import { restriction } from '../../users/user.ts'

/**
 * A banned user's request to `POST /imbachat/v1/{widget_id}/appeal`: a note to the moderators, one for each ban. Their
 * connections are refused, so the token comes with the note and opens nothing else.
 */
export const banAppeal = z.strictObject({ token: z.string().max(8192), text: appealText })

/** The ban, with the note on it. */
export const banAppealReply = z.object({ restriction })

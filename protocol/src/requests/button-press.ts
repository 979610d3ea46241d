import { z } from 'zod'
import { clientId, roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Presses a button of a message of the site that replies or calls the page; `client_id` is of this press. The same one
 * again is the same press, forever. Buttons that open an address need no request.
 */
export const buttonPress = defineRequest({
  name: 'button.press',
  audience: 'writers',
  fields: { room_id: roomId, seq, button_id: z.string().min(1).max(64), client_id: clientId },
  reply: z.object({
    /** with the buttons as they are now */
    message,
    /**
     * the user's reply, where the button replies: an ordinary message that quotes the pressed one; missing: it is held,
     * and the button stays as it was
     */
    sent: message.exactOptional(),
  }),
  errors: [
    'button_not_found',
    'button_used',
    'message_not_found',
    'room_not_found',
    'not_permitted',
    'muted',
    'request_pending',
    'request_declined',
    'blocked',
    'frozen',
    'managers_only',
    'slow_mode',
    'forbidden',
    'message_too_long',
    'words_refused',
    'too_many_held',
  ],
})

import { ChatError } from '@imbachat/protocol'

/** No page returned this cursor. */
export const cursorError = (): ChatError =>
  new ChatError('invalid_field', 'cursor must be `next` of the previous page', { field: 'cursor' })

import { ChatError } from '@imbachat/protocol'

/** The same answer whichever of the two blocks the other. */
export const blockedError = (field: string): ChatError =>
  new ChatError('blocked', "You can't message this person.", { field })

import { ChatError } from '@imbachat/protocol'

/** The answer of unknown addresses. */
export const nothingHere = () => new ChatError('not_found', 'there is nothing at this address')

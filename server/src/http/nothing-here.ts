import { ChatError } from '@imbachat/protocol'

/** What an address answers that leads nowhere. */
export const nothingHere = () => new ChatError('not_found', 'there is nothing at this address')

import { MESSAGE_LINK } from '../bridge/message-link.ts'

/** Does this page's address name a message? */
export const isLinked = (): boolean => location.hash.startsWith(MESSAGE_LINK)

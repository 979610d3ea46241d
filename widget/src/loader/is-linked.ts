import { CHAT_LINK } from '../bridge/chat-link.ts'

/** Does this page's address name something in the chat? */
export const isLinked = (): boolean => location.hash.startsWith(CHAT_LINK)

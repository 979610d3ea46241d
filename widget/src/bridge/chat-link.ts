/**
 * Start of the fragment of a page's address that opens a part of the chat. A message is `#imbachat-m=17.240`, its room
 * and `seq`.
 */
export const CHAT_LINK = '#imbachat-'

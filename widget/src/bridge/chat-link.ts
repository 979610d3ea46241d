/**
 * How the fragment of a page's address begins that opens something in the chat. A message is `#imbachat-m=17.240`, its
 * room and `seq`.
 */
export const CHAT_LINK = '#imbachat-'

/**
 * How the fragment of a page's address begins that names a message: room and `seq` follow, as in `#imbachat-m=17.240`.
 */
export const MESSAGE_LINK = '#imbachat-m='

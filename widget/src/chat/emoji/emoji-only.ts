/** Flags of two letters; and pictures with their form, skin tone or letters of a flag, alone or joined. */
const ONE_TO_THREE =
  /^(?:\p{RI}{2}|\p{ExtPict}[\ufe0f\p{EMod}\u{e0020}-\u{e007f}]*(?:\u200d\p{ExtPict}[\ufe0f\p{EMod}]*)*){1,3}$/u

/** One to three emoji and nothing else: drawn large, since they are a gesture more than a text. */
export const isEmojiOnly = (text: string): boolean => ONE_TO_THREE.test(text)

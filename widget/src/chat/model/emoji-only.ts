const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\u200d|\ufe0f)+$/u

/** How many emoji a message may have to be drawn large. */
const MAX_LARGE = 3

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** One to three emoji and nothing else: drawn large, since they are a gesture more than a text. */
export function isEmojiOnly(text: string): boolean {
  return text.length <= 64 && EMOJI.test(text) && [...graphemes.segment(text)].length <= MAX_LARGE
}

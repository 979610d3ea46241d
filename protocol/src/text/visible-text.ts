/**
 * Characters that leave nothing on the screen: white space, control and format characters, those that Unicode lets
 * fonts ignore (Hangul fillers, variation selectors, tags), and the empty Braille cell.
 */
const NOTHING_TO_SEE = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u

/** Is there anything in it that a reader could see? */
export const isVisible = (text: string): boolean => !NOTHING_TO_SEE.test(text)

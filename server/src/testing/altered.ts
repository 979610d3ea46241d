/** The text with one letter changed in its middle: the last letters of base64 may say the same after a change. */
export function altered(text: string): string {
  const middle = text.length >> 1
  return text.slice(0, middle) + (text[middle] === 'A' ? 'B' : 'A') + text.slice(middle + 1)
}

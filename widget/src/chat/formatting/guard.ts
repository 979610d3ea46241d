/** Word joiner: before a mark of Markdown in the composer, it makes the mark text. Invisible; sending takes it out. */
export const GUARD = '\u2060'

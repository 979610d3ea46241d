// One script on demand for both directions.
import type { Entity } from '@imbachat/protocol'
import { type Formatted, parseMarkdown } from './parse-markdown.ts'

export { writeMarkdown } from './write-markdown.ts'

/** White space and invisible characters: the server takes no message of these alone. */
const NOTHING_TO_READ = /^[\s\p{Cf}\p{Cc}]*$/u

/**
 * What goes out for what was typed. Marks around nothing to read stay.
 * @param find mentions, by their places in what was typed
 */
export const readTyped =
  (find: ((typed: string) => Entity[]) | undefined) =>
  (typed: string): Formatted => {
    const formatted = parseMarkdown(typed, find?.(typed))
    return NOTHING_TO_READ.test(formatted.text) ? { text: typed, entities: [] } : formatted
  }

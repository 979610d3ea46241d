import type { Entity } from '@imbachat/protocol'
import { isVisible } from '@imbachat/protocol/text/visible-text'
import { type Formatted, parseMarkdown } from './parse-markdown.ts'

/**
 * Turns the typed text into the text and entities to send. Marks around invisible text stay.
 * @param find mentions, by their places in what was typed
 */
export const readTyped =
  (find: ((typed: string) => Entity[]) | undefined) =>
  (typed: string): Formatted => {
    const formatted = parseMarkdown(typed, find?.(typed))
    return isVisible(formatted.text) ? formatted : { text: typed, entities: [] }
  }

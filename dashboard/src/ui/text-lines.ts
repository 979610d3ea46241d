import { useSignal } from '@preact/signals'

/** The entries of a text with one entry on each line. */
export const entriesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((entry, at) => entry === other[at])

/**
 * Entries in a text that is being typed: an empty line, or a space at the end of a word, is not an entry yet.
 * @returns `read` takes the typed text, and returns its entries
 */
export function useLines(lines: readonly string[]): { text: string; read: (typed: string) => string[] } {
  const typed = useSignal<string | null>(null)
  return {
    text: typed.value !== null && isSame(entriesOf(typed.value), lines) ? typed.value : lines.join('\n'),
    read(text) {
      typed.value = text
      return entriesOf(text)
    },
  }
}

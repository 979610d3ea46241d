import { readHtml } from './read-html.ts'
import { writeMarkdown } from './write-markdown.ts'

/** Rich text as the composer writes it; null: it is plain. */
export function markdownOf(html: string): string | null {
  const formatted = readHtml(html)
  return formatted && writeMarkdown(formatted.text, formatted.entities)
}

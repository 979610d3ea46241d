// One script on demand for both directions.
export { parseMarkdown } from './parse-markdown.ts'
export { writeMarkdown } from './write-markdown.ts'

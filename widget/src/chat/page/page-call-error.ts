/** What a page passed makes no sense; the message names the call and the field. */
export class PageCallError extends Error {
  readonly code = 'invalid_field'
}

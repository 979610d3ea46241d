/** An invalid argument of a page's call. The message names the call and the field. */
export class PageCallError extends Error {
  readonly code = 'invalid_field'
}

import type { SiteStatus } from '@imbachat/protocol/http/widget/site-checks'

/**
 * True if the site answers for its users at the saved address, which may be wrong. A user's sign-in proves nothing: it
 * may be older than the address.
 */
export function siteAnswers(
  saved: string | null,
  {
    tested,
    status,
  }: {
    /** the address at which the last test by the reader worked */
    tested: string | null
    /** of the chat's own calls at the saved address; null: not known */
    status: SiteStatus | null
  },
): boolean {
  if (saved === null) return false
  return tested === saved || (status !== null && status.last_failure === null && status.last_success_at !== null)
}

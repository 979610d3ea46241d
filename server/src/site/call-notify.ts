import type { Egress } from '../egress/egress.ts'
import type { NotifySite } from '../notifications/mail/mail-channel.ts'
import { basicAuthorization } from './call-site.ts'

/** Answers are read up to this size; their content is not used. */
const MOST_BYTES = 4_096

/**
 * Posts a form to the `notify` URL of a widget's site: PHP reads it without a line of code. If the site answers 401,
 * tries the next live API password.
 */
export function createNotifySite(egress: Egress): NotifySite {
  return async (widget, notice) => {
    const url = widget.settings.notify_url ?? ''
    const passwords = Math.max(1, widget.apiPasswords.length)
    for (let tried = 0; tried < passwords; tried++) {
      const { status } = await egress.request({
        url,
        method: 'POST',
        headers: {
          authorization: basicAuthorization(widget, tried),
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ ...notice }).toString(),
        maxBytes: MOST_BYTES,
        enough: () => false,
        scope: `notify of widget ${widget.id}`,
      })
      if (status >= 200 && status < 300) return
      if (status !== 401 || tried === passwords - 1) throw new Error(`the site answered ${status}`)
    }
  }
}

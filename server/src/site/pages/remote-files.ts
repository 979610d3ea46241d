import type { RemoteFiles } from '../../chat/attachments/ports.ts'
import type { Log } from '../../chat/log.ts'
import { type Egress, EgressError } from '../../egress/egress.ts'

/** Fetches files whose addresses the site's program names: through egress, so from no private address. */
export function createRemoteFiles({ egress, log }: { egress: Egress; log: Log }): RemoteFiles {
  return {
    async fetch(widget_id, url) {
      try {
        const answer = await egress.request({ url, redirects: 'follow', scope: `files ${widget_id}` })
        if (answer.status !== 200) return null
        const [type = ''] = (answer.headers['content-type'] ?? '').split(';')
        const name = decoded(new URL(answer.url).pathname.split('/').at(-1) ?? '')
        return { bytes: answer.body, type: type.trim().slice(0, 200), name }
      } catch (error) {
        if (!(error instanceof EgressError)) throw error
        log.debug('a file was not fetched', { widget: widget_id, code: error.code, host: error.host })
        return null
      }
    },
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

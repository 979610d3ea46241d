import type { RemoteFile, RemoteFiles } from '../../chat/attachments/ports.ts'
import type { Log } from '../../chat/log.ts'
import { type Egress, EgressError } from '../../egress/egress.ts'
import type { FetchPlaces } from './fetch-places.ts'

/** Fetches files whose addresses the site's program names: through egress, so from no private address. */
export function createRemoteFiles({
  egress,
  places,
  log,
}: {
  egress: Egress
  places: FetchPlaces
  log: Log
}): RemoteFiles {
  async function fetched(widget_id: number, url: string): Promise<RemoteFile | null> {
    try {
      const answer = await egress.request({ url, redirects: 'follow', scope: `files ${widget_id}` })
      if (answer.status !== 200) return null
      const [type = ''] = (answer.headers['content-type'] ?? '').split(';')
      const name = decoded(new URL(answer.url).pathname.split('/').at(-1) ?? '')
      return { bytes: answer.body, type: type.trim().slice(0, 200), name }
    } catch (error) {
      if (!(error instanceof EgressError)) throw error
      log.debug('a file was not fetched', { widget_id, code: error.code, host: error.host })
      return null
    }
  }

  return {
    fetch: (widget_id, url, store) =>
      places.within(widget_id, async () => {
        const file = await fetched(widget_id, url)
        return file && (await store(file))
      }),
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

import { useMemo, useRef } from 'preact/hooks'
import { listKeeper, recallList } from '../navigation/history-state.ts'
import { type Resource, useResource } from './resource.ts'
import { type Submit, useSubmit } from './submit.ts'

export interface Paged<Page> extends Resource<Page> {
  /** adds the next page, if there is one */
  more: Submit
}

/**
 * A list that the server sends by the page. A page that was asked for under another `key` is dropped. `reload` reads as
 * many pages as are shown.
 * @param load the page at a cursor; null: the first
 * @param join what is shown and the page after it, as one
 * @param kept the list's name, if the reader finds it as they left it when they come back
 */
export function usePaged<Page extends { next: string | null }>(
  key: string | number,
  load: (cursor: string | null) => Promise<Page>,
  join: (shown: Page, page: Page) => Page,
  kept?: string,
): Paged<Page> {
  const latest = useRef(key)
  const pages = useRef(1)
  if (latest.current !== key) pages.current = 1
  latest.current = key

  const keep = useMemo(() => (kept === undefined ? null : listKeeper()), [])
  const memory = keep && {
    recall() {
      const known = recallList<{ shown: Page; pages: number }>(`${kept} ${key}`)
      if (known) pages.current = known.pages
      return known?.shown
    },
    keep: (shown: Page) => keep(`${kept} ${key}`, { shown, pages: pages.current }),
  }

  const read = async (isWanted: () => boolean) => {
    let shown = await load(null)
    // the reader may ask for one more meanwhile
    for (let read = 1; read < pages.current && shown.next !== null && isWanted(); read += 1) {
      shown = join(shown, await load(shown.next))
    }
    return shown
  }
  const list = useResource(key, read, memory ?? undefined)

  const more = useSubmit(async () => {
    for (;;) {
      const before = list.now.peek()
      if (before.state !== 'ready' || before.value.next === null) return
      const { next } = before.value
      const page = await load(next)
      const now = list.now.peek()
      if (latest.current !== key || now.state !== 'ready') return
      // the list was read again meanwhile, and ends elsewhere
      if (now.value.next !== next) continue
      pages.current += 1
      list.set(join(now.value, page))
      return
    }
  })
  return { ...list, more }
}

import { useRef } from 'preact/hooks'
import { type Resource, useResource } from './resource.ts'
import { type Submit, useSubmit } from './submit.ts'

export interface Paged<Page> extends Resource<Page> {
  /** adds the next page, if there is one */
  more: Submit
}

/**
 * A list that the server sends by the page. A page that was asked for under another `key` is dropped.
 * @param load the page at a cursor; null: the first
 * @param join what is shown and the page after it, as one
 */
export function usePaged<Page extends { next: string | null }>(
  key: string | number,
  load: (cursor: string | null) => Promise<Page>,
  join: (shown: Page, page: Page) => Page,
): Paged<Page> {
  const list = useResource(key, () => load(null))
  const latest = useRef(key)
  latest.current = key
  const more = useSubmit(async () => {
    const before = list.now.peek()
    if (before.state !== 'ready' || before.value.next === null) return
    const page = await load(before.value.next)
    const now = list.now.peek()
    if (latest.current === key && now.state === 'ready') list.set(join(now.value, page))
  })
  return { ...list, more }
}

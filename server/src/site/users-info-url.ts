/** Placeholder of the ids in a Users info URL. */
const MARK = '{ids}'

/**
 * The URL to call for these users: the ids, separated by commas, replace `{ids}`. Without that placeholder they are
 * added to the query as `user_ids`.
 */
export function urlWithIds(template: string, user_ids: readonly string[]): string {
  const ids = user_ids.map(encodeURIComponent).join(',')
  // a function, so that `$&` in an id is not a pattern
  if (template.includes(MARK)) return template.replace(MARK, () => ids)
  const [address = ''] = template.split('#', 1)
  const separator = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  return `${address}${separator}user_ids=${ids}`
}

/** The same address with the ids as the last part of its path; null: it already has the placeholder. */
export function withIdsInPath(template: string): string | null {
  if (template.includes(MARK)) return null
  const [, path = '', rest = ''] = /^([^?#]*?)\/*([?#].*)?$/.exec(template) ?? []
  return `${path}/${MARK}${rest}`
}

/** The path segments `.` and `..` change the path, even when they are encoded. */
export function canBeAsked(user_id: string): boolean {
  return user_id !== '.' && user_id !== '..'
}

export interface BatchLimits {
  /** ids per call */
  ids: number
  /** characters of encoded ids per call: some servers refuse long URLs */
  chars: number
}

/** Splits ids into calls. */
export function batchesOf(user_ids: Iterable<string>, { ids, chars }: BatchLimits): string[][] {
  const batches: string[][] = []
  let batch: string[] = []
  let left = chars
  for (const id of user_ids) {
    const size = encodeURIComponent(id).length + 1
    if (batch.length > 0 && (batch.length === ids || size > left)) {
      batches.push(batch)
      batch = []
      left = chars
    }
    batch.push(id)
    left -= size
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** All entries that count under one key. */
export interface Crowd<Item> {
  size: number
  /** the entry of this key that came first */
  oldest: Item
}

/**
 * Counts entries under a key, such as the connections of one address. A flood asks for the largest crowd all the time,
 * so it is found without a search. Most entries are alone under their key, and need no set of their own.
 */
export class Crowds<Key, Item extends number | object> {
  readonly #alone = new Map<Key, Item>()
  /** keys with two or more entries */
  readonly #several = new Map<Key, Set<Item>>()
  /** undefined: no crowd has this size, which is so for most sizes below that of a large one */
  readonly #bySize: (Set<Set<Item>> | undefined)[] = []

  add(key: Key, item: Item): void {
    const one = this.#alone.get(key)
    if (one !== undefined) {
      this.#alone.delete(key)
      this.#several.set(key, new Set<Item>([one]))
    }
    const crowd = this.#several.get(key)
    if (crowd) this.#resize(crowd, () => crowd.add(item))
    else this.#alone.set(key, item)
  }

  remove(key: Key, item: Item): void {
    if (this.#alone.get(key) === item) this.#alone.delete(key)
    const crowd = this.#several.get(key)
    if (!crowd?.has(item)) return
    this.#resize(crowd, () => crowd.delete(item))
    if (crowd.size > 1) return
    this.#several.delete(key)
    for (const left of crowd) this.#alone.set(key, left)
  }

  /** undefined: it has no entries */
  of(key: Key): Crowd<Item> | undefined {
    const crowd = this.#several.get(key)
    if (crowd) return asCrowd(crowd)
    const one = this.#alone.get(key)
    return one === undefined ? undefined : { size: 1, oldest: one }
  }

  /** The crowd that would be the largest if one more entry came under `key`. Among equals, that of `key`. */
  largest(key: Key): Crowd<Item> | undefined {
    const own = this.of(key)
    const [largest] = this.#bySize.at(-1) ?? []
    const most = largest ? asCrowd(largest) : this.#anyAlone()
    return own && own.size >= (most?.size ?? 0) ? own : most
  }

  #anyAlone(): Crowd<Item> | undefined {
    for (const one of this.#alone.values()) return { size: 1, oldest: one }
    return undefined
  }

  /** Keys with one entry are not listed by size. */
  #resize(crowd: Set<Item>, change: () => void): void {
    const before = crowd.size
    this.#bySize[before]?.delete(crowd)
    if (this.#bySize[before]?.size === 0) this.#bySize[before] = undefined
    change()
    while (this.#bySize.length <= crowd.size) this.#bySize.push(undefined)
    if (crowd.size > 1) {
      const level = this.#bySize[crowd.size] ?? new Set()
      this.#bySize[crowd.size] = level.add(crowd)
    }
    while (this.#bySize.length > 0 && this.#bySize.at(-1) === undefined) this.#bySize.pop()
  }
}

function asCrowd<Item>(crowd: ReadonlySet<Item>): Crowd<Item> | undefined {
  for (const oldest of crowd) return { size: crowd.size, oldest }
  return undefined
}

/**
 * What counts together under a key, such as all of one address, in the order in which it came. The largest crowd is found without a
 * search: it is asked for when a flood comes.
 */
export class Crowds<Key, Item> {
  readonly #crowds = new Map<Key, Set<Item>>()
  /** crowds by their size */
  readonly #bySize: Set<Set<Item>>[] = []

  add(key: Key, item: Item): void {
    const crowd = this.#crowds.get(key) ?? new Set()
    this.#crowds.set(key, crowd)
    this.#resize(crowd, () => crowd.add(item))
  }

  remove(key: Key, item: Item): void {
    const crowd = this.#crowds.get(key)
    if (!crowd?.has(item)) return
    this.#resize(crowd, () => crowd.delete(item))
    if (crowd.size === 0) this.#crowds.delete(key)
  }

  /** undefined: there is nobody. */
  of(key: Key): ReadonlySet<Item> | undefined {
    return this.#crowds.get(key)
  }

  /** The one that would be the largest if one more came under `key`: of equal ones that of `key` itself. */
  largest(key: Key): ReadonlySet<Item> | undefined {
    const own = this.#crowds.get(key)
    const most = this.#bySize.length - 1
    if (own?.size === most) return own
    const [first] = this.#bySize[most] ?? []
    return first
  }

  #resize(crowd: Set<Item>, change: () => void): void {
    this.#bySize[crowd.size]?.delete(crowd)
    change()
    if (crowd.size > 0) {
      while (this.#bySize.length <= crowd.size) this.#bySize.push(new Set())
      this.#bySize[crowd.size]?.add(crowd)
    }
    while (this.#bySize.at(-1)?.size === 0) this.#bySize.pop()
  }
}

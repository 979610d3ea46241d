import { signal } from '@preact/signals'

/**
 * What was typed into forms and not saved yet, by form. In this page's memory, so that it outlives a switch of tabs.
 */
const drafts = signal<ReadonlyMap<string, object>>(new Map())

export interface Draft<T extends object> {
  /** what is saved, with the changes over it */
  value: T
  /** only what differs from what is saved */
  changes: Partial<T>
  changed: boolean
  put(change: Partial<T>): void
  /** `sent` is saved now; what was typed meanwhile stays */
  settle(sent: Partial<T>): void
  discard(): void
}

/** The draft of one form. A field that is changed back to what is saved is no change. */
export function useDraft<T extends object>(form: string, saved: T): Draft<T> {
  const changes = differing((drafts.value.get(form) ?? {}) as Partial<T>, saved)
  return {
    value: { ...saved, ...changes },
    changes,
    changed: Object.keys(changes).length > 0,
    put: (change) => keep(form, differing({ ...drafts.peek().get(form), ...change } as Partial<T>, saved)),
    settle: (sent) => keep(form, differing((drafts.peek().get(form) ?? {}) as Partial<T>, sent)),
    discard: () => keep(form, {}),
  }
}

/** Of this form, or of one of its parts: `FORM/part`. */
export const hasDraft = (form: string): boolean =>
  [...drafts.value.keys()].some((name) => name === form || name.startsWith(`${form}/`))

/** Another account must not find them. */
export function forgetDrafts(): void {
  drafts.value = new Map()
}

/** The browser asks before it leaves a page with unsaved changes. */
export function startDraftGuard(): void {
  addEventListener('beforeunload', (event) => {
    if (drafts.peek().size > 0) event.preventDefault()
  })
}

function keep(form: string, changes: object): void {
  const next = new Map(drafts.peek())
  if (Object.keys(changes).length === 0) next.delete(form)
  else next.set(form, changes)
  drafts.value = next
}

function differing<T extends object>(changes: Partial<T>, saved: Partial<T>): Partial<T> {
  const entries = Object.entries(changes).filter(([name, value]) => !isSame(value, saved[name as keyof T]))
  return Object.fromEntries(entries) as Partial<T>
}

const isSame = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other)

import { signal, useSignal } from '@preact/signals'

/**
 * Unsaved input of forms, by form. In this page's memory, so that it outlives a switch of tabs.
 */
const drafts = signal<ReadonlyMap<string, object>>(new Map())

export interface Draft<T extends object> {
  /** the saved values, with the changes over them */
  value: T
  /** only what differs from what is saved */
  changes: Partial<T>
  changed: boolean
  put(change: Partial<T>): void
  /** `sent` is saved now; changes that were typed meanwhile stay */
  settle(sent: Partial<T>): void
  discard(): void
}

/** The draft of one form. A field that is changed back to its saved value is not a change. */
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

/** Input into one field with shorter breaks than this is one step, milliseconds. */
const ONE_STEP = 1_500
const MOST_STEPS = 100

/** The draft with a way back: `undo` takes back its last step; null if there is no step. */
export function useUndo<T extends object>(draft: Draft<T>): Draft<T> & { undo: (() => void) | null } {
  const steps = useSignal<{ before: Partial<T>; fields: string; at: number }[]>([])
  const forgetSteps = () => {
    steps.value = []
  }
  return {
    ...draft,
    put(change) {
      const fields = Object.keys(change).join()
      const last = steps.peek().at(-1)
      const at = Date.now()
      if (last?.fields === fields && at - last.at < ONE_STEP) last.at = at
      else steps.value = [...steps.peek(), { before: draft.changes, fields, at }].slice(-MOST_STEPS)
      draft.put(change)
    },
    settle(sent) {
      forgetSteps()
      draft.settle(sent)
    },
    discard() {
      forgetSteps()
      draft.discard()
    },
    undo:
      steps.value.length === 0
        ? null
        : () => {
            const last = steps.peek().at(-1)
            steps.value = steps.peek().slice(0, -1)
            draft.discard()
            if (last) draft.put(last.before)
          },
  }
}

/** True if this form, or one of its parts (`FORM/part`), has a draft. */
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

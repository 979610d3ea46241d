import type { Observable } from '@imbachat/sdk'
import { batch, effect, type ReadonlySignal, signal } from '@preact/signals'

/** Clean-up of a model that is put away. */
export interface Scope {
  add(undo: () => void): void
  /** the source's value as a signal, until the scope ends; a burst of changes is one change, see `settle` */
  watch<T>(source: Observable<T>): ReadonlySignal<T>
  /** runs now and whenever a signal that it read changes, until the scope ends */
  react(run: () => undefined | (() => void)): void
  end(): void
}

/**
 * Drawing that took the browser longer, in milliseconds, is followed by a rest as long, so that keys and taps get their
 * turn.
 */
const CHEAP = 8
const MOST_REST = 250

/**
 * Milliseconds after which a frame of the screen counts as drawn that the browser does not draw: in a hidden tab, or
 * out of view.
 */
const UNDRAWN = 250

const changed = new Set<() => void>()
let scheduled = false
/** is the last update on the screen? */
let drawn = true

/**
 * Sources change at every frame that the server sends, hundreds of times a second in a busy room. What changed
 * together, or before the screen has shown the last change, is taken over together and drawn once; a change that comes
 * alone is taken over at once.
 */
function schedule(take: () => void): void {
  changed.add(take)
  if (scheduled || !drawn) return
  scheduled = true
  queueMicrotask(settle)
}

/** Takes over what has changed now. For code that asked the source for something and continues with the signals. */
export function settle(): void {
  scheduled = false
  if (changed.size === 0) return
  const takes = [...changed]
  changed.clear()
  drawn = false
  const start = performance.now()
  batch(() => {
    for (const take of takes) take()
  })
  // after the views, which update in a microtask that was asked for before
  queueMicrotask(() =>
    whenDrawn(performance.now() - start, () => {
      drawn = true
      settle()
    }),
  )
}

/**
 * Runs once the browser has drawn what changed, and rested from it.
 * @param spent milliseconds that the views took
 */
function whenDrawn(spent: number, run: () => void): void {
  let ran = false
  const once = () => {
    if (!ran) run()
    ran = true
  }
  const undrawn = setTimeout(once, UNDRAWN)
  globalThis.requestAnimationFrame?.(() => {
    const start = performance.now()
    setTimeout(() => {
      clearTimeout(undrawn)
      const cost = spent + performance.now() - start
      if (cost > CHEAP) setTimeout(once, Math.min(cost, MOST_REST))
      else once()
    })
  })
}

export function createScope(): Scope {
  const undos: (() => void)[] = []
  return {
    add: (undo) => void undos.push(undo),
    watch<T>(source: Observable<T>) {
      const mirror = signal(source.get())
      const take = () => {
        mirror.value = source.get()
      }
      const stop = source.subscribe(() => schedule(take))
      undos.push(() => {
        stop()
        changed.delete(take)
      })
      return mirror
    },
    react: (run) => void undos.push(effect(run)),
    end() {
      for (const undo of undos.splice(0).reverse()) undo()
    },
  }
}

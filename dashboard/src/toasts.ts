import { signal } from '@preact/signals'

export interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
  /** what the reader may still do about it */
  act: ToastAct | null
  /** when the act is no longer possible, by this browser's clock: the toast counts down to it; null: it just goes */
  until: number | null
  /** the next one of this name takes its place */
  name: string | null
}

export interface ToastAct {
  label: string
  run: () => void
}

/** Milliseconds a toast stays: long enough to read two short lines. */
const SHOWN_MS = 5_000
/** One with an act: long enough to reach it by the keyboard. */
const ACT_MS = 15_000

/** Toasts at the same time, unless more of them offer an act. */
const MOST_SHOWN = 3

export const toasts = signal<Toast[]>([])
let lastId = 0
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let isHeld = false

export function toast(
  text: string,
  kind: Toast['kind'] = 'done',
  act: ToastAct | null = null,
  { until = null, name = null }: Partial<Pick<Toast, 'until' | 'name'>> = {},
): void {
  if (name !== null) dropNamed(name)
  lastId += 1
  const shown: Toast = { id: lastId, kind, text, act, until, name }
  toasts.value = [...toasts.value, shown]
  dropOlder()
  if (!isHeld || until !== null) dropLater(shown)
}

/** Above the limit, drops the oldest toasts that only inform. A toast with an action stays as long as it is offered. */
function dropOlder(): void {
  const tooMany = toasts.value.length - MOST_SHOWN
  if (tooMany <= 0) return
  const older = toasts.value.slice(0, -1).filter(({ act }) => act === null)
  for (const { id } of older.slice(0, tooMany)) dropToast(id)
}

const dropLater = ({ id, act, until }: Toast) =>
  timers.set(
    id,
    setTimeout(() => dropToast(id), until === null ? (act === null ? SHOWN_MS : ACT_MS) : until - Date.now()),
  )

/** While somebody points at one of them, all stay that have no end, and then for as long as a new one. */
export function holdToasts(held: boolean): void {
  isHeld = held
  const endless = toasts.value.filter(({ until }) => until === null)
  for (const { id } of endless) {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }
  if (!held) for (const one of endless) dropLater(one)
}

export function dropNamed(name: string): void {
  for (const one of toasts.value) if (one.name === name) dropToast(one.id)
}

export function dropToast(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  toasts.value = toasts.value.filter((shown) => shown.id !== id)
  // the pointer does not leave what is removed under it
  if (toasts.value.length === 0) isHeld = false
}

import { signal } from '@preact/signals'

export interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
  /** what the reader may still do about it */
  act: ToastAct | null
}

export interface ToastAct {
  label: string
  run: () => void
}

/** Milliseconds a toast stays: long enough to read two short lines. */
const SHOWN_MS = 5_000
/** One with an act: long enough to reach it by the keyboard. */
const ACT_MS = 15_000

export const toasts = signal<Toast[]>([])
let lastId = 0
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let isHeld = false

export function toast(text: string, kind: Toast['kind'] = 'done', act: ToastAct | null = null): void {
  lastId += 1
  toasts.value = [...toasts.value, { id: lastId, kind, text, act }].slice(-3)
  if (!isHeld) dropLater(lastId, act)
}

const dropLater = (id: number, act: ToastAct | null) =>
  timers.set(
    id,
    setTimeout(() => dropToast(id), act === null ? SHOWN_MS : ACT_MS),
  )

/** While somebody points at one of them, all stay, and then for as long as a new one. */
export function holdToasts(held: boolean): void {
  isHeld = held
  for (const timer of timers.values()) clearTimeout(timer)
  timers.clear()
  if (!held) for (const { id, act } of toasts.value) dropLater(id, act)
}

export function dropToast(id: number): void {
  clearTimeout(timers.get(id))
  timers.delete(id)
  toasts.value = toasts.value.filter((shown) => shown.id !== id)
  // the pointer does not leave what is removed under it
  if (toasts.value.length === 0) isHeld = false
}

import { signal } from '@preact/signals'

export interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
}

/** Milliseconds a toast stays: long enough to read two short lines. */
const SHOWN_MS = 5_000

export const toasts = signal<Toast[]>([])
let lastId = 0

export function toast(text: string, kind: Toast['kind'] = 'done'): void {
  lastId += 1
  const id = lastId
  toasts.value = [...toasts.value, { id, kind, text }].slice(-3)
  setTimeout(() => dropToast(id), SHOWN_MS)
}

export function dropToast(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id)
}

import { signal } from '@preact/signals'

/** The panel over the list: opened by its header, or where the list is empty. */
export const listPanel = signal<'write' | 'group' | 'rooms' | 'starred' | 'settings' | null>(null)

import { signal } from '@preact/signals'

/** What stands over the list: begun by its header, or where it is empty. */
export const listPanel = signal<'write' | 'group' | 'rooms' | 'starred' | 'settings' | null>(null)

import { ownScript } from '../../build/built.ts'

/**
 * Not a part of the server's own script: its code and its tables of characters are a fifth of that, and a server
 * without a mailbox does not even keep their text in memory.
 */
export const loadImap = (): Promise<typeof import('./imap.ts')> => import(ownScript('imap').href)

// Built as a script of its own: see `load-imap.ts`.
export { ImapFlow } from 'imapflow'

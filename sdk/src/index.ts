export { createChatClient } from './chat-client.ts'
export * from './core.ts'
export type { WritableObservable } from './observable.ts'

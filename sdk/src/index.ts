export { createChatClient } from './client.ts'
export { observable, type WritableObservable } from './observable.ts'
export { ChatRequestError, type RequestErrorCode } from './request-error.ts'
export type * from './types.ts'

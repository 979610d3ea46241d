import type { RequestErrorCode } from '@imbachat/sdk'

/** A server that is newer than this page may answer with a code that it has no text for. */
export function errorTexts(texts: Record<RequestErrorCode, string>): Record<RequestErrorCode, string> {
  return new Proxy(texts, { get: (all, code) => Reflect.get(all, code) ?? all.internal })
}

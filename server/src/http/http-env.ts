/** Values that the server passes on with each request. */
export interface HttpEnv {
  Bindings: {
    /** the visitor's address, behind trusted proxies */
    address: string
    /** the same as limits count it; null or missing: any number of visitors may share it */
    countedAddress?: string | null
    /** the id that a trusted proxy gave the request; null or missing: none */
    requestId?: string | null
  }
  Variables: {
    requestId: string
  }
}

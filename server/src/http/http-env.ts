/** What comes with each request from the server that received it. */
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

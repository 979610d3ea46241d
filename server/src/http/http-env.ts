/** What comes with each request from the server that received it. */
export interface HttpEnv {
  Bindings: {
    /** the visitor's address, behind trusted proxies */
    address: string
    /** the id that a trusted proxy gave the request; null or missing: none */
    requestId?: string | null
  }
  Variables: {
    requestId: string
  }
}

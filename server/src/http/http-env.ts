/** What comes with each request from the server that received it. */
export interface HttpEnv {
  Bindings: {
    /** the visitor's address, behind trusted proxies */
    address: string
  }
}

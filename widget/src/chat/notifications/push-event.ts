/** Event of `window`: the page's answer to a request for browser notifications. Its listener is in another script. */
export const PUSH_ANSWERED = 'imbachat:pushed'

/** Dispatched before the device forgets its user: what waits for a page to close is done now. */
export const SIGNING_OUT = 'imbachat:signing-out'

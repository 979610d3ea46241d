/** Event that is dispatched before the device forgets its user, so that delayed work is done now. */
export const SIGNING_OUT = 'imbachat:signing-out'

/** The page has asked the browser for notifications; what waits for it is in another script than what hears it. */
export const PUSHED = 'imbachat:pushed'

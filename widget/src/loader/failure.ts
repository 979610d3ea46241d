/** An error as pages receive it: `code` is for their code, the message for the console. */
export const failure = (code: string, message = code): Error =>
  Object.assign(new Error(`ImbaChat: ${message}`), { code })

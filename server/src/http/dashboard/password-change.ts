import { passwordChange } from '@imbachat/protocol/http/session'
import { endpoint } from './endpoint.ts'

export const changePassword = endpoint(passwordChange, async ({ body, caller }, { accounts }) => {
  const change = { current: body.current_password, next: body.new_password }
  const { account, cookies } = await accounts.changePassword(change, caller)
  return { result: { account, setup_open: false }, cookies }
})

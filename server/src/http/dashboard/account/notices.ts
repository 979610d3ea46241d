import { ChatError } from '@imbachat/protocol'
import type { NoticePushState, noticeOperations } from '@imbachat/protocol/http/account/notices'
import type { Caller } from '../../../dashboard/accounts/accounts.ts'
import { messageOf } from '../../../error-message.ts'
import type { Acts, DashboardDeps } from '../endpoint.ts'

/** The handler of each operation. */
export const noticeActs: Acts<typeof noticeOperations> = {
  'account.mails': async ({ actor }, { teamNotices }) => ({ result: await teamNotices.choice(actor.account_id) }),

  'account.change_mails': async ({ actor, body }, { teamNotices }) => ({
    result: await teamNotices.change(actor.account_id, body),
  }),

  'account.test_mail': async ({ actor, body: { topic, language } }, { mail, takeMail }) => {
    if (mail === null) throw new ChatError('forbidden', 'This server sends no mail.')
    takeMail(actor)
    const problem = await mail.test(actor.email, language, topic).then(
      () => null,
      (error: unknown) => messageOf(error).slice(0, 500),
    )
    return { result: { email: actor.email, problem } }
  },

  'account.push': async ({ caller }, deps) => ({ result: await pushState(deps, caller) }),

  'account.turn_on_push': async ({ body, caller }, deps) => {
    const { teamPush, accounts } = deps
    if (teamPush === null) throw new ChatError('forbidden', 'This server sends no notifications to browsers.')
    await teamPush.turnOn(await accounts.sessionId(caller), body.subscription)
    return { result: await pushState(deps, caller) }
  },

  'account.turn_off_push': async ({ caller }, deps) => {
    await deps.teamPush?.turnOff(await deps.accounts.sessionId(caller))
    return { result: await pushState(deps, caller) }
  },
}

async function pushState({ teamPush, accounts }: DashboardDeps, caller: Caller): Promise<NoticePushState> {
  if (teamPush === null) return { on: false, key: null }
  return { on: await teamPush.isOn(await accounts.sessionId(caller)), key: teamPush.publicKey }
}

import type { ownerMailOperations } from '@imbachat/protocol/http/account/owner-mails'
import type { Acts } from '../endpoint.ts'

/** The handler of each operation. */
export const ownerMailActs: Acts<typeof ownerMailOperations> = {
  'account.mails': async ({ actor }, { ownerMails }) => ({ result: await ownerMails.choice(actor.account_id) }),

  'account.change_mails': async ({ actor, body }, { ownerMails }) => ({
    result: await ownerMails.change(actor.account_id, body),
  }),
}

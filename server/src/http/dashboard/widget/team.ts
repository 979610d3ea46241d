import { ChatError } from '@imbachat/protocol'
import type { teamOperations } from '@imbachat/protocol/http/account/team'
import { signedInAs } from '../account/session.ts'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const teamActs: Acts<typeof teamOperations> = {
  'team.list': async ({ params, actor }, { team }) => ({
    result: await team.list(actor, params.widget_id),
  }),

  'team.invite': async ({ params, body, actor }, deps) => {
    const { team, widgets, mail, clock, config } = deps
    const { email, role, language } = body
    const note = body.note || (email ?? '')
    if (email !== undefined) {
      if (mail === null) throw new ChatError('forbidden', 'email: this server sends no mail', { field: 'email' })
      deps.takeMail(actor)
    }
    const { invite, token } = await team.invite(actor, params.widget_id, { role, note })
    const link = `${config.publicUrl}/dashboard/join#${token}`
    if (email !== undefined) {
      const { name: widget } = await widgets.get(actor, params.widget_id)
      const { expires_at: endsAt } = invite
      // what stands behind # reaches no server: the form of the new account has the address already
      const mailed = `${link}&${new URLSearchParams({ email })}`
      const by = actor.email
      await mail?.add({ kind: 'invite', email, language, at: clock.now(), widget, role, by, link: mailed, endsAt })
    }
    return {
      result: { invite, link },
      audit: { target: note || role, details: { role, ...(email !== undefined && { mailed_to: email }) } },
    }
  },

  'team.revoke_invite': async ({ params, actor }, { team }) => {
    const { role, note } = await team.revokeInvite(actor, params.widget_id, params.invite_id)
    return { result: await team.list(actor, params.widget_id), audit: { target: note || role, details: { role } } }
  },

  'team.change_role': async ({ params, body, actor }, { team }) => {
    const change = { account_id: params.account_id, role: body.role }
    const before = await team.changeRole(actor, params.widget_id, change)
    return {
      result: await team.list(actor, params.widget_id),
      audit: {
        nothing: before.role === body.role,
        target: before.email,
        details: { changes: { role: { from: before.role, to: body.role } } },
      },
    }
  },

  'team.remove': async ({ params, actor }, { team }) => {
    const { email, role } = await team.remove(actor, params.widget_id, params.account_id)
    return { result: await team.list(actor, params.widget_id), audit: { target: email, details: { role } } }
  },

  'team.leave': async ({ params, actor }, { team }) => {
    await team.leave(actor, params.widget_id)
    return { result: { widget_id: params.widget_id } }
  },

  'team.hand_over': async ({ params, actor }, { team }) => {
    const { email } = await team.handOver(actor, params.widget_id, params.account_id)
    return { result: await team.list(actor, params.widget_id), audit: { target: email } }
  },

  'join.look': async ({ body, caller }, { team, accounts }) => {
    accounts.takeAttempt(caller)
    const { widget_name, role, invited_by, expires_at } = await team.openInvite(body.token)
    return { result: { widget_name, role, invited_by, expires_at } }
  },

  'join.accept': async ({ body, actor }, { team }) => {
    const { widget_id, role } = await team.accept(actor, body.token)
    return { result: { widget_id }, audit: { widget_id, details: { role } } }
  },

  /** The account is made first: if its e-mail address is taken, the link can be used again. */
  'join.sign_up': async ({ body, caller }, deps) => {
    const { team, accounts } = deps
    const { token, email, password } = body
    await team.openInvite(token)
    const { account, cookies } = await accounts.signUp({ email, password }, caller)
    const as = { account_id: account.account_id, email: account.email }
    const { widget_id, role } = await team.accept(as, token)
    return {
      result: { ...(await signedInAs(deps, account)), widget_id },
      cookies,
      audit: { as, widget_id, details: { role } },
    }
  },
}

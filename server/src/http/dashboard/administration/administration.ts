import { ChatError } from '@imbachat/protocol'
import type { administrationOperations } from '@imbachat/protocol/http/administration'
import { NO_WIDGET } from '../../../dashboard/audit/audit.ts'
import { changesOf } from '../../../dashboard/audit/changes-of.ts'
import { messageOf } from '../../../error-message.ts'
import type { Acts } from '../endpoint.ts'

/** The handler of each operation. */
export const administrationActs: Acts<typeof administrationOperations> = {
  'server.overview': async (_, { administration }) => ({
    result: await administration.overview(),
  }),

  'server.check_calls': async ({ actor }, { callTests, takeSiteCall }) => {
    takeSiteCall(actor)
    return { result: { findings: await callTests.check() } }
  },

  'server.accounts': async ({ query, actor }, { administration, takeSearch }) => {
    takeSearch(actor)
    return { result: await administration.accounts(query) }
  },

  'server.disable_account': async ({ params }, { administration }) => {
    const account = await administration.disableAccount(params.account_id)
    return { result: { account }, audit: { target: account.email } }
  },

  'server.enable_account': async ({ params }, { administration }) => {
    const account = await administration.enableAccount(params.account_id)
    return { result: { account }, audit: { target: account.email } }
  },

  'server.end_sessions': async ({ params }, { administration }) => {
    const account = await administration.endSessions(params.account_id)
    return { result: { account }, audit: { target: account.email } }
  },

  'server.stop_two_factor': async ({ params }, { administration }) => {
    const account = await administration.stopTwoFactor(params.account_id)
    return { result: { account }, audit: { target: account.email } }
  },

  'server.reset_link': async ({ params }, { administration, config }) => {
    const { email, token, expires_at } = await administration.resetLink(params.account_id)
    return {
      result: { link: `${config.publicUrl}/dashboard/reset#${token}`, expires_at },
      audit: { target: email },
    }
  },

  'reset.look': async ({ body, caller }, { accounts }) => {
    const { email, expires_at } = await accounts.openReset(body.token, caller)
    return { result: { email, expires_at } }
  },

  /** The same work for an address with an account and one without: the job finds out which it is. */
  'reset.ask': async ({ body, caller }, { accounts, mail, clock }) => {
    if (mail === null) throw noMail()
    accounts.takeResetMail(body.email, caller)
    await mail.add({ kind: 'reset', email: body.email, language: body.language, at: clock.now() })
    return { result: {} }
  },

  'reset.finish': async ({ body, caller }, { accounts, mail, clock }) => {
    const { account_id, email } = await accounts.finishReset(body, caller)
    await mail?.add({ kind: 'changed', email, language: body.language, at: clock.now() })
    return { result: { email }, audit: { as: { account_id, email } } }
  },

  'server.widgets': async ({ query, actor }, { administration, takeSearch }) => {
    takeSearch(actor)
    return { result: { ...(await administration.widgets(query)), defaults: administration.defaults } }
  },

  'server.widget_contents': async ({ params }, { administration }) => ({
    result: { contents: await administration.contents(params.widget_id) },
  }),

  'server.suspend_widget': async ({ params, body }, { administration }) => {
    const widget = await administration.suspend(params.widget_id, body.reason)
    return { result: { widget }, audit: { target: widget.name, details: { reason: body.reason } } }
  },

  'server.resume_widget': async ({ params }, { administration }) => {
    const widget = await administration.resume(params.widget_id)
    return { result: { widget }, audit: { target: widget.name } }
  },

  'server.set_quotas': async ({ params, body }, { administration }) => {
    const { before, widget } = await administration.setQuotas(params.widget_id, body)
    const changes = changesOf(before, widget.quotas)
    return {
      result: { widget },
      audit: { target: widget.name, nothing: Object.keys(changes).length === 0, details: { changes } },
    }
  },

  'server.storage': async (_, { administration }) => ({
    result: await administration.storage(),
  }),

  'server.jobs': async ({ query, actor }, { administration, takeSearch }) => {
    takeSearch(actor)
    return { result: await administration.jobs(query) }
  },

  'server.replay_job': async ({ params }, { administration }) => ({
    result: { counts: await administration.replay({ widget_id: params.widget_id, job_id: params.job_id }) },
  }),

  'server.replay_jobs': async (_, { administration }) => ({
    result: { counts: await administration.replay(null) },
  }),

  'server.delete_job': async ({ params }, { administration }) => ({
    result: { counts: await administration.deleteJob({ widget_id: params.widget_id, job_id: params.job_id }) },
  }),

  'server.backups': async (_, { administration }) => ({
    result: await administration.backups(),
  }),

  'server.start_backup': async (_, { administration }) => ({
    result: await administration.startBackup(),
  }),

  'server.audit': async ({ query, actor }, { audit, takeSearch }) => {
    takeSearch(actor)
    return { result: await audit.list(NO_WIDGET, query) }
  },

  /** The administrator gets the answer of the mail server, because they configured it. */
  'server.test_mail': async ({ body, actor }, { mail, takeMail }) => {
    if (mail === null) throw noMail()
    takeMail(actor)
    const problem = await mail.test(actor.email, body.language).then(
      () => null,
      (error: unknown) => messageOf(error).slice(0, 500),
    )
    return { result: { email: actor.email, problem } }
  },
}

const noMail = () => new ChatError('not_found', 'this server sends no mail: SMTP_URL is not set')

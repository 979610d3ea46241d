import { ChatError } from '@imbachat/protocol'
import {
  resetAsk,
  resetFinish,
  resetLook,
  serverAccounts,
  serverAudit,
  serverBackups,
  serverDeleteJob,
  serverDisableAccount,
  serverEnableAccount,
  serverEndSessions,
  serverJobs,
  serverOverview,
  serverReplayJob,
  serverReplayJobs,
  serverResetLink,
  serverResumeWidget,
  serverSetQuotas,
  serverStartBackup,
  serverStopTwoFactor,
  serverStorage,
  serverSuspendWidget,
  serverTestMail,
  serverWidgetContents,
  serverWidgets,
} from '@imbachat/protocol/http/administration'
import { messageOf } from '../../error-message.ts'
import { NO_WIDGET } from '../../owner/audit/audit.ts'
import { changesOf } from '../../owner/audit/changes-of.ts'
import { endpoint } from './endpoint.ts'

export const getServerOverview = endpoint(serverOverview, async (_, { administration }) => ({
  result: await administration.overview(),
}))

export const listAccounts = endpoint(serverAccounts, async ({ query, owner }, { administration, takeSearch }) => {
  takeSearch(owner)
  return { result: await administration.accounts(query) }
})

export const disableAccount = endpoint(serverDisableAccount, async ({ params }, { administration }) => {
  const account = await administration.disableAccount(params.account_id)
  return { result: { account }, audit: { target: account.email } }
})

export const enableAccount = endpoint(serverEnableAccount, async ({ params }, { administration }) => {
  const account = await administration.enableAccount(params.account_id)
  return { result: { account }, audit: { target: account.email } }
})

export const endSessionsOf = endpoint(serverEndSessions, async ({ params }, { administration }) => {
  const account = await administration.endSessions(params.account_id)
  return { result: { account }, audit: { target: account.email } }
})

export const stopTwoFactorOf = endpoint(serverStopTwoFactor, async ({ params }, { administration }) => {
  const account = await administration.stopTwoFactor(params.account_id)
  return { result: { account }, audit: { target: account.email } }
})

export const makeResetLink = endpoint(serverResetLink, async ({ params }, { administration, config }) => {
  const { email, token, expiresAt } = await administration.resetLink(params.account_id)
  return {
    result: { link: `${config.publicUrl}/dashboard/reset#${token}`, expires_at: expiresAt },
    audit: { target: email },
  }
})

export const lookAtReset = endpoint(resetLook, async ({ body, caller }, { accounts }) => {
  const { email, expiresAt } = await accounts.openReset(body.token, caller)
  return { result: { email, expires_at: expiresAt } }
})

/** The same work for an address with an account and one without: the job finds out which it is. */
export const askReset = endpoint(resetAsk, async ({ body, caller }, { accounts, mail, clock }) => {
  if (mail === null) throw noMail()
  accounts.takeResetMail(body.email, caller)
  await mail.add({ kind: 'reset', email: body.email, language: body.language, at: clock.now() })
  return { result: {} }
})

export const finishReset = endpoint(resetFinish, async ({ body, caller }, { accounts, mail, clock }) => {
  const { account_id: accountId, email } = await accounts.finishReset(body, caller)
  await mail?.add({ kind: 'changed', email, language: body.language, at: clock.now() })
  return { result: { email }, audit: { as: { accountId, email } } }
})

export const listAllWidgets = endpoint(serverWidgets, async ({ query, owner }, { administration, takeSearch }) => {
  takeSearch(owner)
  return { result: { ...(await administration.widgets(query)), defaults: administration.defaults } }
})

export const getContentsOf = endpoint(serverWidgetContents, async ({ params }, { administration }) => ({
  result: { contents: await administration.contents(params.widget_id) },
}))

export const suspendWidget = endpoint(serverSuspendWidget, async ({ params, body }, { administration }) => {
  const widget = await administration.suspend(params.widget_id, body.reason)
  return { result: { widget }, audit: { target: widget.name, details: { reason: body.reason } } }
})

export const resumeWidget = endpoint(serverResumeWidget, async ({ params }, { administration }) => {
  const widget = await administration.resume(params.widget_id)
  return { result: { widget }, audit: { target: widget.name } }
})

export const setQuotas = endpoint(serverSetQuotas, async ({ params, body }, { administration }) => {
  const { before, widget } = await administration.setQuotas(params.widget_id, body)
  const changes = changesOf(before, widget.quotas)
  return {
    result: { widget },
    audit: { target: widget.name, nothing: Object.keys(changes).length === 0, details: { changes } },
  }
})

export const getStorage = endpoint(serverStorage, async (_, { administration }) => ({
  result: await administration.storage(),
}))

export const listJobs = endpoint(serverJobs, async ({ query, owner }, { administration, takeSearch }) => {
  takeSearch(owner)
  return { result: await administration.jobs(query) }
})

export const replayJob = endpoint(serverReplayJob, async ({ params }, { administration }) => ({
  result: { counts: await administration.replay({ widgetId: params.widget_id, jobId: params.job_id }) },
}))

export const replayJobs = endpoint(serverReplayJobs, async (_, { administration }) => ({
  result: { counts: await administration.replay(null) },
}))

export const deleteJob = endpoint(serverDeleteJob, async ({ params }, { administration }) => ({
  result: { counts: await administration.deleteJob({ widgetId: params.widget_id, jobId: params.job_id }) },
}))

export const listBackups = endpoint(serverBackups, async (_, { administration }) => ({
  result: await administration.backups(),
}))

export const startBackup = endpoint(serverStartBackup, async (_, { administration }) => ({
  result: await administration.startBackup(),
}))

export const listServerAudit = endpoint(serverAudit, async ({ query, owner }, { audit, takeSearch }) => {
  takeSearch(owner)
  return { result: await audit.list(NO_WIDGET, query) }
})

/** The administrator reads what the mail server says: they configured it. */
export const testMail = endpoint(serverTestMail, async ({ body, owner }, { mail, takeMail }) => {
  if (mail === null) throw noMail()
  takeMail(owner)
  const problem = await mail.test(owner.email, body.language).then(
    () => null,
    (error: unknown) => messageOf(error).slice(0, 500),
  )
  return { result: { email: owner.email, problem } }
})

const noMail = () => new ChatError('not_found', 'this server sends no mail: SMTP_URL is not set')

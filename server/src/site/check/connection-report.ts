import type { ConnectionReport } from '@imbachat/protocol/http/widget/site-checks'
import type { UsersInfoCall } from '../call-for-users.ts'
import { siteProblemParams, siteProblemSentence } from './site-problem.ts'

/** A warning about an answer that the server understood but that the site should improve. */
export type ConnectionWarning =
  | { code: 'noise' }
  | { code: 'user_missing'; user_id: string }
  | { code: 'nameless'; user_id: string }
  | { code: 'nobody' }
  | { code: 'unusable_entries'; count: number }
  | { code: 'broken_characters'; user_id: string }
  | { code: 'charset_guessed'; charset: string }
  | { code: 'previous_password' }
  | { code: 'avatar_not_https'; user_id: string }

/** The owner's report on a call of the Users info URL. `user_id` is the requested user; null: any users. */
export function connectionReport(call: UsersInfoCall, user_id: string | null): ConnectionReport {
  if (call.kind === 'failed') {
    return {
      ok: false,
      problem: call.problem.code,
      message: siteProblemSentence(call.problem),
      params: siteProblemParams(call.problem),
      url: call.url,
      status: call.answer?.status ?? null,
      elapsed_ms: call.answer === null ? null : Math.round(call.answer.tookMs),
      body_start: call.answer?.body_start || null,
      users: [],
      warnings: [],
    }
  }
  const { users } = call.info
  return {
    ok: true,
    problem: null,
    message: `The site returned ${users.length === 1 ? '1 user' : `${users.length} users`}.`,
    params: { count: users.length },
    url: call.url,
    status: call.status,
    elapsed_ms: Math.round(call.tookMs),
    body_start: null,
    users: users.slice(0, 50).map((user) => ({
      user_id: user.user_id,
      name: user.name,
      avatar_url: user.avatar_url,
      profile_url: user.profile_url,
    })),
    warnings: warningsOf(call, user_id).map((warning) => {
      const { code, ...params } = warning
      return { code, message: warningSentence(warning), params }
    }),
  }
}

function warningsOf(
  { info, previousPassword }: Extract<UsersInfoCall, { kind: 'answered' }>,
  user_id: string | null,
): ConnectionWarning[] {
  const warnings: ConnectionWarning[] = []
  const asked = user_id === null ? info.users[0] : info.users.find((user) => user.user_id === user_id)
  if (user_id === null) warnings.push(...(asked ? [] : [{ code: 'nobody' as const }]))
  else if (info.nameless.includes(user_id)) warnings.push({ code: 'nameless', user_id })
  else if (asked === undefined) warnings.push({ code: 'user_missing', user_id })
  if (asked?.avatar_url?.startsWith('http:') === true)
    warnings.push({ code: 'avatar_not_https', user_id: asked.user_id })
  const broken = info.users.find(({ name }) => name.includes('\ufffd'))
  if (broken) warnings.push({ code: 'broken_characters', user_id: broken.user_id })
  if (info.guessedCharset) warnings.push({ code: 'charset_guessed', charset: info.guessedCharset })
  if (info.noise) warnings.push({ code: 'noise' })
  if (info.unusable > 0) warnings.push({ code: 'unusable_entries', count: info.unusable })
  if (previousPassword) warnings.push({ code: 'previous_password' })
  return warnings
}

function warningSentence(warning: ConnectionWarning): string {
  switch (warning.code) {
    case 'noise':
      return (
        'The response has text around the JSON, such as PHP warnings. The ' +
        'chat skipped it; turn off display_errors on your site.'
      )
    case 'user_missing':
      return `The response does not include user ${warning.user_id}. Check that the user exists on your site.`
    case 'nobody':
      return 'The response is an empty list. Try what should find someone.'
    case 'nameless':
      return `User ${warning.user_id} has no name. Every user needs user_id and name.`
    case 'unusable_entries':
      return `${warning.count === 1 ? '1 entry is not a user' : `${warning.count} entries are not users`}: user_id must be a whole number or a string.`
    case 'broken_characters':
      return (
        `The name of user ${warning.user_id} has characters that could not be read. Return UTF-8 and do not cut ` +
        'names in the middle of a character.'
      )
    case 'charset_guessed':
      return (
        `The response is not UTF-8 and does not name its charset. The chat read it as ${warning.charset}. Return ` +
        'UTF-8, or name the charset in Content-Type.'
      )
    case 'previous_password':
      return (
        'Your site accepts only the previous API password. Add the current ' +
        'one to your site before you retire the previous one.'
      )
    case 'avatar_not_https':
      return `The avatar of user ${warning.user_id} has an http URL. Browsers block it on https pages.`
  }
}

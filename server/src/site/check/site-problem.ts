import type { EgressError } from '../../egress/egress.ts'

/** Why a call to a site gave nothing usable: a stable code, and the values for its message. */
export type SiteProblem =
  | { code: 'no_url' }
  | { code: 'invalid_url' }
  | { code: 'address_not_allowed'; host: string; address: string }
  | { code: 'dns' | 'refused' | 'closed' | 'protocol' | 'busy' | 'breaker_open'; host: string }
  | { code: 'timeout'; host: string; seconds: number }
  | { code: 'too_large'; host: string; kib: number }
  | { code: 'tls'; host: string; reason: string }
  | { code: 'redirect'; location: string }
  | { code: 'unauthorized'; login: string }
  | { code: 'http_status'; status: number }
  | { code: 'ids_in_path'; url: string }
  | { code: 'empty_answer' }
  | { code: 'not_json' }
  | { code: 'web_page' }
  | { code: 'no_array'; got: string }
  | { code: 'missing_name'; user_id: string }
  | { code: 'no_decision'; why: string }

/** The message for the site's owner, in English. The dashboard translates by the code. */
export function siteProblemSentence(problem: SiteProblem): string {
  switch (problem.code) {
    case 'no_url':
      return 'No Users info URL is set. Users have placeholder names.'
    case 'invalid_url':
      return 'The Users info URL must begin with http:// or https://.'
    case 'address_not_allowed':
      return (
        `${addressOf(problem)} is not a public address, so this chat server does not call it. The server ` +
        'administrator can allow it with EGRESS_ALLOW.'
      )
    case 'dns':
      return `The host ${problem.host} was not found. Check the spelling and the DNS records.`
    case 'refused':
      return `${problem.host} refused the connection. Check that the site is running and that the port is right.`
    case 'closed':
      return `${problem.host} closed the connection without a response.`
    case 'timeout':
      return `${problem.host} did not respond within ${problem.seconds} s.`
    case 'too_large':
      return `The response from ${problem.host} is larger than ${problem.kib} KiB.`
    case 'protocol':
      return `${problem.host} sent a response that is not valid HTTP.`
    case 'busy':
      return `Too many requests to ${problem.host} are already waiting.`
    case 'breaker_open':
      return `Requests to ${problem.host} are paused for a few seconds after repeated failures.`
    case 'tls':
      return (
        `No secure connection to ${problem.host} (${problem.reason}). Check the certificate: its host name, its ` +
        'dates and the full chain.'
      )
    case 'redirect':
      return (
        `Your site redirects to ${problem.location}. The chat does not follow redirects, to keep the API login ` +
        'safe. Set the final address instead.'
      )
    case 'unauthorized':
      return (
        `Your site rejected the API login ${problem.login} or its password (401). Copy both from the Keys tab into ` +
        "your site's settings. With CGI or FastCGI, PHP may also need the Authorization header passed on (Apache: " +
        'CGIPassAuth On).'
      )
    case 'http_status':
      return `Your site responded with status ${problem.status} instead of 200.`
    case 'ids_in_path':
      return (
        'Your site responded with status 404. It does respond when the user IDs are part of the path: set the ' +
        `Users info URL to ${problem.url}.`
      )
    case 'empty_answer':
      return "Your site returned an empty response. A hidden PHP error can cause this: see the site's error log."
    case 'not_json':
      return 'The response is not JSON.'
    case 'web_page':
      return (
        'This is a web page, not the data of users. Set the address of the endpoint that returns JSON. A page that ' +
        'asks to sign in means that the endpoint does not accept the API login yet.'
      )
    case 'no_array':
      return `The response is ${problem.got}. Expected an array of users: [{"user_id": 1, "name": "Ann"}].`
    case 'missing_name':
      return `User ${problem.user_id} has no name. Every user needs user_id and name.`
    case 'no_decision':
      return `The response is not a decision (${problem.why}). Expected an object such as {"action": "accept"}.`
  }
}

/** A host name that resolves to a private address, or the private address itself. */
const addressOf = ({ host, address }: { host: string; address: string }): string =>
  host === address ? address : `${host} resolves to ${address}, which`

/** All fields of a problem except its code. */
export function siteProblemParams(problem: SiteProblem): Record<string, string | number> {
  const { code: _, ...params } = problem
  return params
}

export function problemOfEgress(error: EgressError): SiteProblem {
  const { code, host } = error
  switch (code) {
    case 'invalid_url':
      return { code }
    case 'address_not_allowed':
      return { code, host, address: error.address ?? host }
    case 'tls':
      return { code, host, reason: error.reason ?? 'unknown reason' }
    case 'redirect_refused':
      return { code: 'redirect', location: error.location ?? 'an invalid URL' }
    case 'dns':
    case 'refused':
    case 'closed':
    case 'protocol':
    case 'busy':
    case 'breaker_open':
      return { code, host }
    case 'timeout':
      return { code, host, seconds: Math.round((error.limit ?? error.tookMs) / 100) / 10 }
    case 'too_large':
      return { code, host, kib: Math.floor((error.limit ?? 0) / 1024) }
  }
}

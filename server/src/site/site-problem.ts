import type { EgressError } from '../egress/egress.ts'

/** Why a call to a site brought nothing usable: a stable code, with what its sentence is filled with. */
export type SiteProblem =
  | { code: 'no_url' }
  | { code: 'invalid_url' }
  | { code: 'address_not_allowed'; host: string; address: string }
  | {
      code: 'dns' | 'refused' | 'closed' | 'timeout' | 'too_large' | 'protocol' | 'busy' | 'breaker_open'
      host: string
    }
  | { code: 'tls'; host: string; reason: string }
  | { code: 'redirect'; location: string }
  | { code: 'unauthorized'; login: string }
  | { code: 'http_status'; status: number }
  | { code: 'empty_answer' }
  | { code: 'not_json' }
  | { code: 'no_array'; got: string }
  | { code: 'missing_name'; user_id: string }

/** In plain words, for the owner of the site. English; the dashboard translates by the code. */
export function siteProblemSentence(problem: SiteProblem): string {
  switch (problem.code) {
    case 'no_url':
      return 'No Users info URL is set: users are shown without their names.'
    case 'invalid_url':
      return 'The Users info URL is not an http or https address.'
    case 'address_not_allowed':
      return `${problem.host} leads to the address ${problem.address}, which this server may not call. It calls public addresses only, unless its operator allows more.`
    case 'dns':
      return `The name ${problem.host} could not be found. Check its spelling and its DNS records.`
    case 'refused':
      return `${problem.host} refused the connection. Is the site running, and is this its port?`
    case 'closed':
      return `${problem.host} closed the connection without an answer.`
    case 'timeout':
      return `${problem.host} did not answer in time. The chat waits 3 seconds.`
    case 'too_large':
      return `${problem.host} answered with more than 256 KiB. Answer with the users that were asked for, and no more.`
    case 'protocol':
      return `${problem.host} answered with something that is not HTTP.`
    case 'busy':
      return `Too many calls to ${problem.host} wait already.`
    case 'breaker_open':
      return `${problem.host} failed several times in a row and is left alone for a few seconds.`
    case 'tls':
      return `No secure connection to ${problem.host} (${problem.reason}). Check its certificate: the name, the dates, the whole chain.`
    case 'redirect':
      return `The site redirects to ${problem.location}. Redirects are not followed, since they would lose the API login: set the final address as Users info URL.`
    case 'unauthorized':
      return `The site refused the API login ${problem.login} and its password (401). Copy both from this page into the site's settings. A site on CGI or FastCGI may have to pass the Authorization header on to PHP.`
    case 'http_status':
      return `The site answered with status ${problem.status} instead of 200.`
    case 'empty_answer':
      return 'The site answered with nothing. A PHP error that is not displayed does that: see its error log.'
    case 'not_json':
      return 'The answer is not JSON.'
    case 'no_array':
      return `The answer is ${problem.got}, not an array of users: [{"user_id": 1, "name": "Ann"}].`
    case 'missing_name':
      return `User ${problem.user_id} came without a name. Every user needs user_id and name.`
  }
}

/** Everything of a problem but its code. */
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
      return { code, host, reason: error.reason ?? 'no reason given' }
    case 'redirect_refused':
      return { code: 'redirect', location: error.location ?? 'a place that is not a URL' }
    case 'dns':
    case 'refused':
    case 'closed':
    case 'timeout':
    case 'too_large':
    case 'protocol':
    case 'busy':
    case 'breaker_open':
      return { code, host }
  }
}

import type { CallFinding } from '@imbachat/protocol/http/administration'
import type { PageFinding } from '@imbachat/protocol/http/widget/site-checks'
import { relativeTime } from '@imbachat/protocol/text/relative-time'
import { callAdviceRu, callFindingsRu } from './call-findings-ru.ts'
import { titles } from './finding-titles.ts'
import { mistakesRu, siteFindingsRu, tokenPassedRu, tokenReasonsRu } from './findings-ru.ts'
import { language } from './index.ts'
import { pageAdviceRu, pageFindingsRu } from './page-findings-ru.ts'

/** Something that the server found out: a stable code, its English sentence, and what that was filled with. */
export interface Finding {
  code: string
  message: string
  params: Record<string, string | number>
}

/** The result of a call to the site. */
export const siteFindingText = (finding: Finding): string => translated(siteFindingsRu, finding.code, finding)

/** The text of a finding about a page. */
export const pageFindingText = ({ code, found, params }: PageFinding): string =>
  translated(pageFindingsRu, code, { code, message: found, params })

/** The advice for it; empty if nothing has to be done. */
export const pageAdviceText = ({ code, fix, params }: PageFinding): string =>
  fix === undefined ? '' : translated(pageAdviceRu, code, { code, message: fix, params })

/** The text of a finding about a path of calls. */
export const callFindingText = ({ code, found, params }: CallFinding): string =>
  translated(callFindingsRu, code, { code, message: found, params })

/** The advice for it; empty if nothing has to be done. */
export const callAdviceText = ({ code, fix, params }: CallFinding): string =>
  fix === undefined ? '' : translated(callAdviceRu, code, { code, message: fix, params })

/** The probable mistake in a token. */
export const mistakeText = (finding: Finding): string => translated(mistakesRu, finding.code, finding)

/** The text about one rule that a token passed or failed. */
export function checkText(check: Finding & { passed: boolean | null }): string {
  if (check.passed === null) return titles('skipped')
  return check.passed
    ? translated(tokenPassedRu, check.code, check)
    : translated(tokenReasonsRu, String(check.params.reason), check)
}

/** The server's own sentence in English, and where the catalog does not know the code. */
function translated(catalog: Record<string, string>, code: string, { message, params }: Finding): string {
  const phrase = language.value === 'ru' && Object.hasOwn(catalog, code) ? catalog[code] : undefined
  const put = { ...params, ...spans(params) }
  return phrase?.replace(/\{(\w+)\}/g, (mark, name: string) => String(put[name] ?? mark)) ?? message
}

/** A span of seconds as the reader says it: "3 years ago", "in 3 hours". */
function spans({ seconds }: Finding['params']): Finding['params'] {
  if (typeof seconds !== 'number') return {}
  return { ago: relativeTime(-seconds, language.value), ahead: relativeTime(seconds, language.value) }
}

/** The heading of a problem with the site. */
export function problemTitle(code: string): string {
  const key = `problem.${code}`
  return titles(titles.has(key) ? key : 'problem.other')
}

/** The heading of a rule of tokens. */
export function checkTitle(code: string): string {
  const key = `check.${code}`
  return titles.has(key) ? titles(key) : code
}

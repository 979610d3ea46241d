/** One `##` section of CHANGELOG.md. */
export interface Section {
  /** such as `Unreleased` or `0.2.0 - 2026-11-26` */
  title: string
  /** null: not released */
  version: string | null
  /** without the title */
  text: string
}

const UNRELEASED = 'Unreleased'

export function readSections(changelog: string): Section[] {
  return changelog
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', ...lines] = part.split('\n')
      const version = title === UNRELEASED ? null : (title.split(' ')[0] ?? null)
      return { title, version, text: lines.join('\n').trim() }
    })
}

/** The section Unreleased becomes that of `version`, below a new empty one. @param date such as 2026-11-26 */
export const releaseSection = (changelog: string, version: string, date: string): string =>
  changelog.replace(`## ${UNRELEASED}\n`, () => `## ${UNRELEASED}\n\n## ${version} - ${date}\n`)

/** What Playwright asks a page once, without waiting. */
const LOOK =
  /^( *)expect\(await .*\.(?:count|isVisible|textContent|innerText|getAttribute|inputValue|isDisabled|isEnabled|isChecked)\(/
/** That something is not there, or did not become so: no wait could show more. */
const ABSENCE = /\.(?:toBe\((?:0|false|''|null)\)|toBeNull\(\)|not\.\w+\(.*\))/
const WAITS = /\b(?:eventually|until|atRest|lastingFaults)\(/

/**
 * Lines of a test that look at a page once and expect that something is there. On a busy machine the page is later than
 * the look.
 */
export function singleLooks(source: string): string[] {
  const lines = source.split('\n')
  return lines.filter((line, index) => {
    const indentation = LOOK.exec(line)?.[1]?.length
    if (indentation === undefined || ABSENCE.test(line)) return false
    const isOuter = (other: string) => other.trim() !== '' && other.search(/\S/) < indentation
    return !WAITS.test(lines.slice(0, index).findLast(isOuter) ?? '')
  })
}

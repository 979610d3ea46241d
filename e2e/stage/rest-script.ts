import { expect } from 'bun:test'
import type { Stage } from './harness.ts'

/** The chat's script for everything after its first view. */
export async function addressOfRest({ chatUrl, widgetId, demo }: Stage): Promise<RegExp> {
  const page = await fetch(`${chatUrl}/imbachat/v1/${widgetId}/frame`, { headers: { referer: demo.url } })
  const [, rest = ''] = /"rest":"[^"]*\/([^"/]+)\.js"/.exec(await page.text()) ?? []
  expect(rest).not.toBe('')
  return new RegExp(`${rest}\\.js`)
}

import { expect, test } from 'bun:test'
import { DEFAULT_PLACEMENT, placementStyle } from './placement.ts'

test('LOOK-2 a launcher in its usual place costs a page nothing', () => {
  expect(placementStyle(DEFAULT_PLACEMENT)).toBe('')
})

test('LOOK-2 each distance and size stands in the style', () => {
  const style = placementStyle({ launcher_side: 30, launcher_bottom: 90, window_width: 420, window_height: 700 })
  expect(style).toContain('inset:auto min(30px,25%) min(90px,50%) auto')
  expect(style).toContain('--imba-bottom:90px')
  expect(style).toContain('--imba-width:420px')
  expect(style).toContain('--imba-height:700px')
})

/** The place of a widget's launcher, and the size of its window on a screen with room for one; pixels. */
export interface Placement {
  launcher_side: number
  launcher_bottom: number
  window_width: number
  window_height: number
}

/** The same numbers are in the loader's style sheets. */
export const DEFAULT_PLACEMENT: Placement = {
  launcher_side: 18,
  launcher_bottom: 18,
  window_width: 380,
  window_height: 640,
}

/**
 * Style over what the loader brings; '' for the default. `--imba-*` are read by the window's style sheet. A distance
 * that is meant for a desktop leaves the launcher inside a phone's screen.
 */
export function placementStyle({ launcher_side, launcher_bottom, window_width, window_height }: Placement): string {
  const side = `min(${launcher_side}px,25%)`
  const bottom = `min(${launcher_bottom}px,50%)`
  const moved =
    launcher_side !== DEFAULT_PLACEMENT.launcher_side || launcher_bottom !== DEFAULT_PLACEMENT.launcher_bottom
  return [
    moved && `:host{--imba-side:${launcher_side}px;--imba-bottom:${launcher_bottom}px}`,
    moved && `.float>button{inset:auto ${side} ${bottom} auto}.float.left>button{inset:auto auto ${bottom} ${side}}`,
    window_width !== DEFAULT_PLACEMENT.window_width && `:host{--imba-width:${window_width}px}`,
    window_height !== DEFAULT_PLACEMENT.window_height && `:host{--imba-height:${window_height}px}`,
  ]
    .filter(Boolean)
    .join('')
}

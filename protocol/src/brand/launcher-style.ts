import type { Brand, LauncherIcon } from './branding.ts'
import { textOn } from './colours.ts'

const BUBBLE = 'M4 2h16a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3h-9l-6 5v-5H4a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z'
const dot = (x: number, y: number) => `M${x} ${y}a1.6 1.6 0 1 0 0 3.2 1.6 1.6 0 1 0 0-3.2z`

/**
 * Shapes, not pictures, so that a page's policy about images does not apply. 24 × 24; parts that overlap make a hole.
 * The launcher draws `chat` and `question` without a shape.
 */
export const LAUNCHER_SHAPES: Readonly<Partial<Record<LauncherIcon, string>>> = {
  bubbles:
    'M4 2h9a4 4 0 0 1 4 4v3a4 4 0 0 1-4 4H9l-4 4v-4H4a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4zM19 8a4 4 0 0 1 5 4v3a4 4 0 0 1-4 4v4l-4-4h-3a4 4 0 0 1-3-2l1-2h2a6 6 0 0 0 6-6z',
  dots: BUBBLE + dot(7, 8.4) + dot(12, 8.4) + dot(17, 8.4),
  lines: `${BUBBLE}M6 6.5h12v2H6zM6 11.5h8v2H6z`,
  support: 'M2 12a10 10 0 0 1 20 0v6a3 3 0 0 1-3 3h-3v-8h3v-1a7 7 0 0 0-14 0v1h3v8H5a3 3 0 0 1-3-3z',
  people:
    'M9 3a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9zM1 21v-1a8 8 0 0 1 16 0v1zM15.5 3.3a4.5 4.5 0 0 1 0 8.4 6.5 6.5 0 0 0 0-8.4zM19 21v-1a10 10 0 0 0-2.6-6.7A7 7 0 0 1 23 20v1z',
  smile: `M12 1a11 11 0 1 0 0 22 11 11 0 1 0 0-22z${dot(8, 7)}${dot(16, 7)}M5.5 13.5h13a6.6 6.6 0 0 1-13 0z`,
  heart: 'M12 22C5 16 1 12 1 8a6 6 0 0 1 11-3 6 6 0 0 1 11 3c0 4-4 8-11 14z',
  star: 'M12 1l3.3 7.1 7.7.9-5.7 5.3L18.8 22 12 18.2 5.2 22l1.5-7.7L1 9l7.7-.9z',
  plane: 'M1 2.5 23.5 12 1 21.5l3.2-7.6L14 12l-9.8-1.9z',
  mail: 'M3 4h18a2 2 0 0 1 2 1.6l-11 7-11-7A2 2 0 0 1 3 4zM1 8l11 7 11-7v10a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2z',
  bell: 'M12 1a2 2 0 0 1 2 2v.8a7 7 0 0 1 5 6.7V15l2 2.5V19H3v-1.5L5 15v-4.5a7 7 0 0 1 5-6.7V3a2 2 0 0 1 2-2zM9 20.5h6a3 3 0 0 1-6 0z',
}

/**
 * Style of the launcher over what the loader brings: the colour, the icon, the words beside it, the corners. `--radius`
 * is also the window's. Text stands in it as a CSS string, which nothing in the text can end.
 */
export function launcherStyle({ accent, launcherIcon, launcherText, radius }: Brand): string {
  const shape = LAUNCHER_SHAPES[launcherIcon]
  const icon = shape
    ? `inset:14px;border-radius:0;clip-path:path(evenodd,"${shape}")`
    : launcherIcon === 'question'
      ? 'inset:14px;clip-path:none;background:none'
      : 'inset:18px 16px;border-radius:10px 10px 10px 3px;clip-path:none'
  const text = launcherText && `"${launcherText.replace(/["\\]/g, '\\$&')}"`
  return [
    `:host{--radius:${radius}px}`,
    `.float>button{border-radius:${Math.min(28, radius * 1.75)}px}`,
    accent && `.float>button{background:${accent};color:${textOn(accent)}}`,
    `.float>button>span{background:currentcolor;${icon}}`,
    launcherIcon === 'question' &&
      '.float:not(.open)>button>span:before{content:"?";display:block;font:700 26px/24px system-ui,sans-serif}',
    '.float.open>button>span{background:none;inset:18px 16px;clip-path:none}',
    text &&
      `.float:not(.open)>button{width:auto;max-width:calc(100% - 40px);padding:0 20px 0 48px;box-sizing:border-box}
.float:not(.open)>button>span{right:auto;width:${launcherIcon === 'chat' ? 20 : 24}px}
.float:not(.open)>button:before{content:${text};display:block;overflow:hidden;font:600 15px/52px system-ui,sans-serif;text-overflow:ellipsis;white-space:nowrap}`,
  ]
    .filter(Boolean)
    .join('')
}

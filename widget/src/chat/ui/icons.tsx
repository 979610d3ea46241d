/** Drawings of the first view; later-icons.tsx has the others. */
const PATHS = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M5 12h13M12 5l7 7-7 7',
  save: 'M5 12.5l4.5 4.5L19 7.5',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  alert: 'M12 7v6M12 17h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  pin: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6',
  bellOff: 'M6 10a6 6 0 0 1 9.5-4.9M18 10c0 5 2 6 2 6H8M10.5 20a2 2 0 0 0 3 0M4 4l16 16',
  bubbles: 'M4 5h11v8H8l-4 3zM18 9h2v10l-3-2.5H9',
} as const

export type IconName = keyof typeof PATHS

/** A drawing beside or instead of words; its meaning is always in the words or the label around it. */
export function Icon({ name, path }: { name: IconName; path?: string | undefined }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={path ?? PATHS[name]} />
    </svg>
  )
}

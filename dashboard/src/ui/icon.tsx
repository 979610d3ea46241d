/** Strokes of a 20 × 20 drawing. */
const drawings = {
  copy: 'M7.5 7.5v-3a1 1 0 0 1 1-1h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-3M4.5 7.5h7a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1Z',
  check: 'm4 10.5 4 4 8-9',
  cross: 'm5 5 10 10M15 5 5 15',
  dash: 'M5.5 10h9',
  plus: 'M10 4v12M4 10h12',
  eye: 'M1.8 10S4.7 4.5 10 4.5 18.2 10 18.2 10 15.3 15.5 10 15.5 1.8 10 1.8 10ZM10 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z',
  warning:
    'M10 7.5v3.6M10 14v.1M8.8 3.4 2 15a1.4 1.4 0 0 0 1.2 2.1h13.6A1.4 1.4 0 0 0 18 15L11.2 3.4a1.4 1.4 0 0 0-2.4 0Z',
  info: 'M10 9v5M10 6v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  next: 'M8 4.5 13.5 10 8 15.5',
  rotate: 'M16.2 8.3A6.5 6.5 0 0 0 4.8 6L3.5 7.5m0-4v4h4M3.8 11.7A6.5 6.5 0 0 0 15.2 14l1.3-1.5m0 4v-4h-4',
  sun: 'M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M15.7 4.3l-1.3 1.3M5.6 14.4l-1.3 1.3',
  moon: 'M16.8 11.6A7 7 0 0 1 8.4 3.2a7 7 0 1 0 8.4 8.4Z',
  screen: 'M3 4.5h14a.8.8 0 0 1 .8.8v7.4a.8.8 0 0 1-.8.8H3a.8.8 0 0 1-.8-.8V5.3a.8.8 0 0 1 .8-.8ZM7 16.5h6',
} as const

export type IconName = keyof typeof drawings

/** Decoration: the words beside it, or the button's label, say what it means. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={drawings[name]} />
    </svg>
  )
}

import { Icon, type IconName } from './icons.tsx'

/** Drawings of the views on demand. */
const PATHS = {
  reply: 'M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6v1',
  edit: 'M4 20h4L19 9l-4-4L4 16z',
  down: 'M6 9l6 6 6-6',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-6-6l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 6 6l1.2-1.2',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  bell: 'M6 10a6 6 0 0 1 12 0c0 5 2 6 2 6H4s2-1 2-6M10.5 20a2 2 0 0 0 3 0',
  bellOff: 'M6 10a6 6 0 0 1 12 0c0 5 2 6 2 6H4s2-1 2-6M10.5 20a2 2 0 0 0 3 0M4 4l16 16',
  up: 'M6 15l6-6 6 6',
  filter: 'M4 6h16M7 12h10M10 18h4',
  add: 'M12 5v14M5 12h14',
  pinOff: 'M9 4h6l-1 6 4 4H6l4-4zM12 14v6M4 4l16 16',
  archive: 'M4 5h16v4H4zM5 9v10h14V9M10 13h4',
  unarchive: 'M4 5h16v4H4zM5 9v10h14V9M12 18v-6M9.5 14.5L12 12l2.5 2.5',
  markUnread: 'M4 5h10M4 5v11h4l3 3v-3h9v-6M19 7.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  markRead: 'M4 5h16v11h-9l-3 3v-3H4zM9 10.5l2 2 4-4',
  clear: 'M5 20h14M8 20l-3.5-5.5L13 4l6.5 5L11 20',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  compose: 'M12 5H5v14h14v-7M10 14l1-3.5L18 3.5l2.5 2.5-7 7z',
  newGroup: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M19 7v6M16 10h6',
  leave: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H9',
  block: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.6 5.6l12.8 12.8',
  gear: 'M4 8h8M18 8h2M4 16h2M12 16h8M15 10.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM9 18.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  flag: 'M6 21V4h12l-3 4 3 4H6',
  tag: 'M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01',
  forward: 'M14 6l6 6-6 6M20 12H10a6 6 0 0 0-6 6v1',
  star: 'M12 4l2.4 5 5.6.8-4 3.9 1 5.5-5-2.6-5 2.6 1-5.5-4-3.9 5.6-.8z',
  starOff: 'M12 4l2.4 5 5.6.8-4 3.9 1 5.5-5-2.6-5 2.6 1-5.5-4-3.9 5.6-.8zM4 4l16 16',
  check: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.5l3 3 5.5-6',
  history: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4M12 8v4.5l3 2',
  out: 'M9 5h10v10M19 5L6 18',
  list: 'M4 6h16M4 12h16M4 18h10',
  bot: 'M5 9h14v10H5zM12 5v4M9 13.5v1M15 13.5v1M2.5 12.5v3M21.5 12.5v3M12 5a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
  person: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  phone: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z',
  hangUp: 'M3 14c0-3 4-5 9-5s9 2 9 5v2l-5-1v-3a14 14 0 0 0-8 0v3l-5 1z',
  camera: 'M4 7h11v10H4zM15 11l5-3v8l-5-3',
  cameraOff: 'M8 7h7v7M15 11l5-3v8M13 17H4V7M4 4l16 16',
  mic: 'M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 18v3',
  micOff:
    'M15 11V6a3 3 0 0 0-6-.5M9 9v3a3 3 0 0 0 4.5 2.6M6 11.5a6 6 0 0 0 9.5 4.9M18 11.5a6 6 0 0 1-.5 2.4M12 18v3M4 4l16 16',
  turn: 'M4 11a8 8 0 0 1 14-4l2 2M20 4v5h-5M20 13a8 8 0 0 1-14 4l-2-2M4 20v-5h5',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  notFull: 'M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5',
  screen: 'M4 5h16v11H4zM9 20h6M12 13V8M9.5 10.5L12 8l2.5 2.5',
} as const

export type LaterIconName = IconName | keyof typeof PATHS

const laterPaths: Partial<Record<string, string>> = PATHS

/** Any drawing, for views on demand. */
export function LaterIcon({ name }: { name: LaterIconName }) {
  return <Icon name={name as IconName} path={laterPaths[name]} />
}
